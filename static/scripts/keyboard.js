// Keys of the review desk. j and k go through the fields that want a look (all of them once none is left); any other key
// presses the control with that data-key: first within the field one is at, then on the page.

export function keyboard() {
  const items = [...document.querySelectorAll("[data-item]")];
  let here = null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") help();
    else if (!press(key)) return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-keys-help]")) button.addEventListener("click", help);
  document.addEventListener("focusin", ({ target }) => {
    const item = target.closest?.("[data-item]");
    if (item) mark(item);
  });

  function step(by) {
    const open = items.filter((item) => item.dataset.item !== "accepted");
    const list = open.length ? open : items;
    if (!list.length) return;
    const at = list.indexOf(here);
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
    mark(list[next]);
    list[next].focus({ preventScroll: true });
    list[next].scrollIntoView({ block: "nearest" });
  }

  function mark(item) {
    here?.classList.remove("is-here");
    here = item;
    here.classList.add("is-here");
  }

  function press(key) {
    if (!/^[a-z0-9]$/.test(key)) return false;
    const selector = `[data-key="${key}"]`;
    const target = here?.querySelector(selector) ?? outside(selector);
    target?.click();
    return Boolean(target);
  }

  function outside(selector) {
    return [...document.querySelectorAll(selector)].find((control) => !control.closest("[data-item]"));
  }

  function help() {
    document.querySelector(".keys")?.classList.toggle("keys--all");
  }
}

function typing(element) {
  return element.isContentEditable || /^(select|textarea)$/i.test(element.tagName) || /^(text|search|email|tel|url|password|number|date|file)$/.test(element.type ?? "");
}
