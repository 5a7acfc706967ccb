// The demo mailbox brings itself up to date: what arrived, and the codes of this half minute.
const EVERY = 5000;
const fresh = document.querySelector("[data-fresh]");

async function refresh() {
  // Not under the hands of whoever is in it.
  if (document.hidden || fresh.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-fresh]");
    if (next) fresh.replaceChildren(...next.childNodes);
  } catch {
    // Away for a moment: the next time.
  }
}

if (fresh) setInterval(refresh, EVERY);
