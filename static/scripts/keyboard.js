// Keys of the review desk. j and k go through the items that want a look (all of them once none is left); any other key
// presses the control with that data-key: first within the item one is at, then on the page. With data-key-focus it only
// goes there: what cannot be undone is not done by one key. Whoever types with voice can switch the keys off.

const OFF = "desk-keys-off";

export function keyboard() {
  const items = [...document.querySelectorAll("[data-item]")];
  const help = document.querySelector("[data-keys-help]");
  let here = null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event.target);
    if (event.key === "Enter" && event.ctrlKey && event.target.form) return event.target.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || help?.open || isOff()) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") help?.showModal();
    else if (!press(key)) return;
    event.preventDefault();
  });
  document.addEventListener("focusin", ({ target }) => {
    const item = target.closest?.("[data-item]");
    if (item) mark(item);
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) button.addEventListener("click", () => help.showModal());
  for (const box of document.querySelectorAll("[data-marking]")) box.addEventListener("toggle", () => box.open && !box.querySelector("[aria-invalid]") && box.querySelector("select").focus());
  for (const box of document.querySelectorAll("[data-answers]")) box.addEventListener("change", () => answered(box));
  switchKeys();
  // The page one comes back to after saying something of an item.
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("[data-item]")) go(target);
  document.documentElement.dataset.keys = "";

  function step(by) {
    const isOpen = (item) => item.dataset.item !== "accepted";
    const list = items.some(isOpen) ? items.filter((item) => isOpen(item) || item === here) : items;
    if (!list.length) return;
    const at = list.indexOf(here);
    go(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
  }

  function go(item) {
    mark(item);
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function mark(item) {
    here?.classList.remove("is-here");
    here = item;
    here.classList.add("is-here");
  }

  function press(key) {
    if (/^[1-9]$/.test(key)) return choose(Number(key));
    if (!/^[a-z]$/.test(key)) return false;
    const selector = `[data-key="${key}"]`;
    const target = here?.querySelector(selector) ?? outside(selector);
    if (target?.hasAttribute("data-key-focus")) target.focus();
    else target?.click();
    return Boolean(target);
  }

  // The choices of the decision go by their numbers.
  function choose(number) {
    const choice = document.querySelectorAll("[data-digits] input[type=radio]")[number - 1];
    choice?.click();
    return Boolean(choice);
  }

  function outside(selector) {
    return [...document.querySelectorAll(selector)].find((control) => !control.closest("[data-item]"));
  }

  // An item of a list that was just answered: on to the next one that is open.
  function answered(box) {
    const wasHere = here === box;
    box.dataset.item = "accepted";
    if (wasHere && items.some((item) => item.dataset.item !== "accepted")) step(1);
  }

  function leave(element) {
    const open = element.closest?.("[data-marking][open]");
    if (!open) return;
    open.open = false;
    go(open.closest("[data-item]"));
  }

  function switchKeys() {
    for (const box of document.querySelectorAll("[data-keys-switch]")) {
      box.checked = !isOff();
      box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
    }
  }
}

function isOff() {
  return localStorage.getItem(OFF) === "1";
}

function typing(element) {
  return element.isContentEditable || /^(select|textarea)$/i.test(element.tagName) || /^(text|search|email|tel|url|password|number|date|file)$/.test(element.type ?? "");
}
