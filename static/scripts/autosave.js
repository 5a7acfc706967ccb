// Saves a form in the background: posts it to its own address with `_background=1` and tells when that worked.
// The answer is {"saved_at": "18:20", "version": 4}; a version is put back into the form, so that the next save follows it.

const PAUSE = 1500;
const RETRY = 15000;

export function autosave(form) {
  const line = form.querySelector("[data-saved]");
  const say = (what, time = "") => line && (line.textContent = (line.dataset[what] ?? "").replace("{time}", time));
  let timer;
  let edits = 0;
  let sent = 0;
  let failed = false;
  let over = false;
  let leaving = false;
  let underWay = null;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  function save() {
    if (underWay || leaving || over || edits === sent) return;
    sent = edits;
    say("saving");
    underWay = post(form).then(taken, refused).finally(() => (underWay = null));
  }

  function taken({ saved_at: at, version }) {
    failed = false;
    if (version !== undefined && form.elements.version) form.elements.version.value = version;
    say("done", at);
    if (edits !== sent && !leaving) later(PAUSE);
  }

  // What another window saved and an ended session are for the person to decide: the button leads there.
  function refused({ message }) {
    failed = true;
    sent = -1;
    over = message === "conflict" || message === "ended";
    say(over ? message : "failed");
    if (!over && !leaving) later(RETRY);
  }

  const edited = () => {
    edits += 1;
    later(PAUSE);
  };
  form.addEventListener("input", edited);
  form.addEventListener("change", edited);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    if (!underWay) return;
    // A save is under way: the form goes after it, or the two would meet as if from two windows.
    event.preventDefault();
    const button = event.submitter;
    underWay.finally(() => {
      delete form.dataset.sent;
      form.requestSubmit(button);
    });
  });
  addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("beforeunload", (event) => {
    if (!leaving && (failed || edits !== sent)) save();
    if (!leaving && failed) event.preventDefault();
  });
}

// Outlives the page: what was typed last is saved though its reader is gone already.
async function post(form) {
  const body = new URLSearchParams(words(form));
  body.set("_background", "1");
  const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { accept: "application/json" } });
  if (answer.status === 409) throw new Error("conflict");
  if (answer.redirected) throw new Error("ended");
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Files are not saved in the background, passwords neither.
function words(form) {
  return [...new FormData(form)].filter(([name, value]) => {
    const control = form.elements[name];
    return typeof value === "string" && control?.type !== "password";
  });
}
