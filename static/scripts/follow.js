// Follows what others do with their links. The server tells that something changed, at once where it can; the page is then
// fetched and its states are put in place: what is being typed stays. Where the line is cut off by somebody on the way, the
// stamp of the states is asked for from time to time.

const POLL = 5000;
const SILENT = 8000;
// A page that is left open stops asking: it must not keep a session alive.
const LONGEST = 30 * 60 * 1000;

export function follow(box) {
  const { follow: address } = box.dataset;
  let { stamp } = box.dataset;
  let polling = 0;
  let cuts = 0;
  const source = "EventSource" in window ? new EventSource(address) : null;
  const waiting = setTimeout(poll, source ? SILENT : 0);
  const longest = setTimeout(stop, LONGEST);
  addEventListener("pagehide", halt);

  source?.addEventListener("now", ({ data }) => {
    cuts = 0;
    unpoll();
    if (data !== stamp) refresh(data);
  });
  source?.addEventListener("change", () => refresh());
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
    if (!answer) return;
    if (answer.redirected || answer.status === 404) return stop();
    const now = answer.ok ? await answer.text() : stamp;
    if (now !== stamp) refresh(now);
  }

  async function refresh(now) {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    if (new URL(answer.url).pathname !== location.pathname) return stop();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    stamp = now ?? page.querySelector("[data-stamp]")?.dataset.stamp ?? stamp;
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = box.querySelector(`[data-live="${CSS.escape(fresh.dataset.live)}"]`);
      if (!old || old.innerHTML === fresh.innerHTML) continue;
      old.replaceChildren(...fresh.childNodes);
      say([...old.children].map((part) => part.textContent.trim()).join(" "));
    }
  }

  function say(words) {
    const line = box.querySelector("[data-follow-said]");
    if (line) line.textContent = words;
  }

  function halt() {
    unpoll();
    clearTimeout(longest);
    source?.close();
  }

  function stop() {
    halt();
    say(box.querySelector("[data-follow-said]")?.dataset.ended ?? "");
  }
}
