// Small things every page may have: focus on errors, menus, copy, print, passwords, conditional parts, one submit.

export function page() {
  focusOnErrors();
  closeMenus();
  on("[data-copy]", "click", copy);
  on("[data-print]", "click", () => window.print());
  on("[data-reveal]", "click", revealPassword);
  // Before what a form does itself, and also for forms that come into the page later.
  document.addEventListener("submit", (event) => submitOnce(event.target, event), true);
  conditionalParts();
  countDown();
}

function on(selector, event, act) {
  for (const element of document.querySelectorAll(selector)) element.addEventListener(event, (e) => act(element, e));
}

// On a slow line somebody may be typing already when this runs: their keys stay where they are.
function focusOnErrors() {
  const at = document.activeElement;
  if (!at || at === document.body) document.querySelector("[data-focus]")?.focus();
}

// A menu closes by Escape and by a click elsewhere.
function closeMenus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 2000);
  } catch {
    // Not allowed here: the text is selected, to be copied by hand.
    getSelection().selectAllChildren(source);
  }
}

function revealPassword(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  [button.textContent, button.dataset.hide] = [button.dataset.hide, button.textContent];
}

// A second press while the first is under way changes nothing. The page kept for Back is fresh again.
function submitOnce(form, event) {
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 5000) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") form.dataset.sent = String(Date.now());
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A part with data-when="name-value" is shown while that choice is made. Without script it is always there.
function conditionalParts() {
  const parts = document.querySelectorAll("[data-when]");
  const show = () => {
    for (const part of parts) {
      const choice = document.querySelector(`[data-reveals="${CSS.escape(part.dataset.when)}"]`);
      if (choice) part.hidden = !choice.checked;
    }
  };
  if (!parts.length) return;
  document.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}

// Time left, counted from what the server said: the clock of this machine may be wrong.
function countDown() {
  const spans = document.querySelectorAll("[data-minutes]");
  const begun = performance.now();
  const tell = () => {
    for (const span of spans) {
      const left = Number(span.dataset.minutes) - Math.floor((performance.now() - begun) / 60000);
      const words = span.dataset.left.replace("%h", Math.floor(left / 60)).replace("%m", left % 60);
      span.textContent = left > 0 ? words : span.dataset.over;
    }
  };
  if (spans.length) setInterval(tell, 30000);
}
