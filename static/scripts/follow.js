// Follows what changes of a filing elsewhere: what others do with their links, what its owner does on another device, what the
// desk decides. The server tells that something changed, at once where it can; the page is then fetched and its states are put
// in place: what is being typed stays. A page that would be another one by now (data-state), or has nothing typed (data-anew), is
// loaded anew. Where the line is cut off by somebody on the way, the stamp is asked for from time to time. None of it keeps the
// session alive: it ends as if nobody had asked. A page that nobody sees does not follow: browsers open six lines to a host.

const POLL = 5000;
const SILENT = 8000;

export function follow(box) {
  const { follow: address } = box.dataset;
  let polling = 0;
  let again = 0;
  let cuts = 0;
  let over = false;
  const source = "EventSource" in window ? new EventSource(address) : null;
  const waiting = setTimeout(poll, source ? SILENT : 0);
  addEventListener("pagehide", leave, { once: true });
  // What is on its way is not to be overtaken by what it causes.
  addEventListener("submit", halt, { once: true });
  addEventListener("beforeunload", halt, { once: true });
  document.addEventListener("visibilitychange", pause);

  source?.addEventListener("now", ({ data }) => {
    cuts = 0;
    unpoll();
    if (data !== box.dataset.stamp) refresh(data);
  });
  // That something may have changed is no reason to load a page anew.
  source?.addEventListener("change", () => ("anew" in box.dataset ? look() : refresh()));
  source?.addEventListener("end", stop);
  source?.addEventListener("error", () => {
    cuts += 1;
    if (source.readyState === EventSource.CLOSED || cuts > 2) {
      source.close();
      poll();
    }
  });

  function poll() {
    polling ||= setInterval(look, POLL);
  }

  function unpoll() {
    clearTimeout(waiting);
    clearInterval(polling);
    polling = 0;
  }

  async function look() {
    const answer = await fetch(`${address}?once=1`).catch(() => null);
    if (!answer || over) return;
    if (answer.redirected || answer.status === 404) return stop();
    const now = answer.ok ? await answer.text() : box.dataset.stamp;
    if (now !== box.dataset.stamp) refresh(now);
  }

  // What was told is not told again: where the page does not come it is asked for once more.
  async function refresh(now) {
    clearTimeout(again);
    if ("anew" in box.dataset) return anew();
    const headers = { accept: "text/html", "x-by-itself": "1" };
    const answer = await fetch(location.href, { headers }).catch(() => null);
    if (over) return;
    if (answer && (answer.status === 404 || new URL(answer.url).pathname !== location.pathname)) return stop();
    const text = answer?.ok ? await answer.text().catch(() => "") : "";
    if (over) return;
    if (!text) {
      clearTimeout(again);
      again = setTimeout(refresh, POLL, now);
      return;
    }
    show(new DOMParser().parseFromString(text, "text/html"), now);
  }

  function show(page, now) {
    const fresh = page.querySelector("[data-follow]");
    if (fresh && fresh.dataset.state !== box.dataset.state) return anew();
    const stamp = now ?? page.querySelector("[data-stamp]")?.dataset.stamp;
    if (stamp) box.dataset.stamp = stamp;
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.querySelector(`[data-live="${CSS.escape(fresh.dataset.live)}"]`);
      if (!old || old.innerHTML === fresh.innerHTML) continue;
      const focus = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
      old.replaceChildren(...fresh.childNodes);
      if (focus) [...old.querySelectorAll("a")].find((link) => link.getAttribute("href") === focus)?.focus();
      if (box.contains(old)) say([...old.children].map((part) => part.textContent.trim()).join(" "));
    }
  }

  // Not by reload(), which would send once more what was posted.
  function anew() {
    halt();
    location.replace(location.pathname + location.search);
  }

  function say(words) {
    const line = box.querySelector("[data-follow-said]");
    if (line) line.textContent = words;
  }

  function halt() {
    over = true;
    unpoll();
    clearTimeout(again);
    source?.close();
    removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", pause);
  }

  // A page that is gone back to as it was left follows anew, from the stamp it had.
  function leave() {
    halt();
    addEventListener("pageshow", () => follow(box), { once: true });
  }

  function pause() {
    if (document.visibilityState !== "hidden") return;
    halt();
    document.addEventListener("visibilitychange", () => follow(box), { once: true });
  }

  function stop() {
    halt();
    say(box.querySelector("[data-follow-said]")?.dataset.ended ?? "");
  }
}
