// Follows what changes of a filing elsewhere: what others do with their links, what its owner does on another device, what the
// desk decides. The server tells that something changed, at once where it can; the page is then fetched and its states are put
// in place: what is being typed stays. A page that would be another one by now (data-state), or has nothing typed (data-anew), is
// loaded anew. Where the line is cut off by somebody on the way, the stamp is asked for from time to time. None of it keeps the
// session alive: it ends as if nobody had asked. A page that nobody sees does not follow: browsers open six lines to a host.

const POLL = 5000;
// The server says something at once, and a beat every 20 seconds: a line that is silent for longer is cut off, whoever holds it open.
const SILENT = 8000;
const DEAD = 45000;
// What is on its way is not to be overtaken by what it causes. Where the page is still there after so long, it follows again.
const AWAY = 60000;
// How the server knows that nobody asked for this page, see guard.rs.
const BY_ITSELF = "by-itself";

export function follow(box) {
  let end = () => {};
  let later = 0;
  forget();
  const begin = () => {
    clearTimeout(later);
    end();
    end = document.visibilityState === "hidden" ? () => {} : line(box);
  };
  const hold = (event) => {
    if (event.defaultPrevented) return;
    end();
    clearTimeout(later);
    later = setTimeout(begin, AWAY);
  };
  document.addEventListener("visibilitychange", begin);
  addEventListener("submit", hold);
  addEventListener("beforeunload", hold);
  addEventListener("pagehide", () => end());
  // Gone back to as it was left: from the stamp it had.
  addEventListener("pageshow", ({ persisted }) => persisted && begin());
  begin();
}

// The mark of a page that was loaded by itself: whoever loads it again does so on purpose.
function forget() {
  const here = new URL(location.href);
  if (!here.searchParams.has(BY_ITSELF)) return;
  here.searchParams.delete(BY_ITSELF);
  history.replaceState(history.state, "", here);
}

// Follows until it is told to end.
function line(box) {
  const { follow: address } = box.dataset;
  const said = box.querySelector("[data-follow-said]");
  const whole = "anew" in box.dataset;
  const source = "EventSource" in window ? new EventSource(address) : null;
  let waiting = setTimeout(poll, source ? SILENT : 0);
  let polling = 0;
  let again = 0;
  let cuts = 0;
  let over = false;

  source?.addEventListener("now", ({ data }) => {
    alive();
    heard(data);
  });
  source?.addEventListener("beat", alive);
  source?.addEventListener("end", stop);
  source?.addEventListener("error", () => {
    cuts += 1;
    if (source.readyState === EventSource.CLOSED || cuts > 2) {
      source.close();
      poll();
    }
  });

  function alive() {
    cuts = 0;
    unpoll();
    waiting = setTimeout(poll, DEAD);
  }

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
    if (answer.redirected || answer.status === 404) stop();
    else if (answer.ok) heard(await answer.text());
  }

  // A page that is loaded anew shows the filing and how far its people are verified, which is before the hyphen, and no links.
  function heard(stamp) {
    const part = (text) => (whole ? text.split("-")[0] : text);
    if (!over && part(stamp) !== part(box.dataset.stamp)) refresh(stamp);
  }

  // What was told is not told again: where the page does not come it is asked for once more.
  async function refresh(now) {
    clearTimeout(again);
    if (whole) return anew();
    const headers = { accept: "text/html", "x-by-itself": "1" };
    const answer = await fetch(location.href, { headers }).catch(() => null);
    if (over) return;
    if (answer && (answer.status === 404 || new URL(answer.url).pathname !== location.pathname)) return stop();
    const text = answer?.ok ? await answer.text().catch(() => "") : "";
    if (over) return;
    clearTimeout(again);
    if (text) show(new DOMParser().parseFromString(text, "text/html"), now);
    else again = setTimeout(refresh, POLL, now);
  }

  function show(page, now) {
    const fresh = page.querySelector("[data-follow]");
    if (fresh && fresh.dataset.state !== box.dataset.state) return anew();
    box.dataset.stamp = fresh?.dataset.stamp ?? now;
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.querySelector(`[data-live="${CSS.escape(fresh.dataset.live)}"]`);
      if (!old || old.innerHTML === fresh.innerHTML) continue;
      const focus = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
      const before = told(old);
      old.replaceChildren(...fresh.childNodes);
      if (focus) [...old.querySelectorAll("a")].find((link) => link.getAttribute("href") === focus)?.focus();
      if (said?.closest("section")?.contains(old)) say(told(old).filter((words) => !before.includes(words)).join(" "));
    }
  }

  // What one hears of a part: each of its lines, or all of it.
  function told(part) {
    const lines = part.querySelectorAll("li");
    return [...(lines.length ? lines : [part])].map((line) => line.textContent.replace(/\s+/g, " ").trim());
  }

  // Not by reload(), which would send once more what was posted.
  function anew() {
    halt();
    const there = new URL(location.href);
    there.searchParams.set(BY_ITSELF, "1");
    location.replace(there);
  }

  function say(words) {
    if (said && words) said.textContent = words;
  }

  function halt() {
    over = true;
    unpoll();
    clearTimeout(again);
    source?.close();
  }

  function stop() {
    halt();
    say(said?.dataset.ended);
  }

  return halt;
}
