// Saves a form in the background: posts it to its own address with `_background=1` and tells when that worked.
// The answer is {"saved_at": "18:20", "version": 4}; a version is put back into the form, so that the next save follows it.
// Or it is {"outcome": "ended"} and the like with 401: no session of this page takes it any more.

const PAUSE = 1500;
const RETRY = 15000;
const CATCH_UP_PAUSE = 200;
const CATCH_UP_TRIES = 40;

// Answers that come again however often the same is sent.
const FINAL = ["conflict", "ended", "again", "left", "refused"];

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

  // Which version the last save followed is noted for the page that comes after this one in this tab, nothing of what
  // was typed. A page of that version is older than the save: the note stays until a newer one is seen, as an answer
  // can come while this page is going and the next is on its way. Only a save that was refused leaves no note.
  const note = "saving " + form.getAttribute("action");
  const remember = (version) => attempt(() => sessionStorage.setItem(note, version));
  const forget = () => attempt(() => sessionStorage.removeItem(note));
  const noted = () => attempt(() => sessionStorage.getItem(note));

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  function save() {
    if (underWay || leaving || over || edits === sent) return;
    sent = edits;
    say("saving");
    remember(form.elements.version?.value ?? "");
    underWay = post(form).then(taken, refused).finally(() => (underWay = null));
  }

  function taken({ saved_at: at, version }) {
    failed = false;
    if (version !== undefined && form.elements.version) form.elements.version.value = version;
    say("done", at);
    if (edits !== sent && !leaving) later(PAUSE);
  }

  // What another window saved and an ended session are for the person to decide: the words say what to do, the button leads
  // there.
  function refused({ message, wasAnswered }) {
    if (wasAnswered) forget();
    failed = true;
    sent = -1;
    over = FINAL.includes(message);
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
  // This page may be older than what the page before it was still saving: it waits for that, or the two would meet as if
  // from two windows, and shows it. Nothing can be typed in between.
  async function catchUp() {
    const before = noted();
    if (before === null || before !== form.elements.version?.value) return forget();
    form.inert = true;
    say("saving");
    for (let tries = 0; tries < CATCH_UP_TRIES; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, CATCH_UP_PAUSE));
      if ((await versionNow(form).catch(() => before)) === before) continue;
      forget();
      return location.reload();
    }
    forget();
    form.inert = false;
    line && (line.textContent = "");
  }

  addEventListener("pageshow", () => {
    leaving = false;
    if (!underWay) catchUp();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("pagehide", () => !leaving && save());
  addEventListener("beforeunload", (event) => {
    if (leaving) return;
    // What was typed while a save is under way can only follow it: the browser asks, and by then it is done.
    const waits = underWay && edits !== sent;
    if (failed || edits !== sent) save();
    if (failed || waits) event.preventDefault();
  });
}

// Storage can be forbidden; then there is nothing to remember.
function attempt(what) {
  try {
    return what() ?? null;
  } catch {
    return null;
  }
}

// The version of the form as it is saved by now.
async function versionNow(form) {
  const answer = await fetch(form.action, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const same = [...page.forms].find((other) => other.getAttribute("action") === form.getAttribute("action"));
  return same?.elements.version?.value ?? form.elements.version.value;
}

// Outlives the page: what was typed last is saved though its reader is gone already.
async function post(form) {
  const body = new URLSearchParams(words(form));
  body.set("_background", "1");
  const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { accept: "application/json" } });
  if (answer.status === 409) throw refusal("conflict");
  if (answer.status === 401) throw refusal((await answer.json()).outcome);
  if (answer.redirected || (answer.status >= 400 && answer.status < 429)) throw refusal("refused");
  if (!answer.ok) throw refusal(String(answer.status));
  return answer.json();
}

// The server's no, other than an answer that never came.
const refusal = (message) => Object.assign(new Error(message), { wasAnswered: true });

// Files are not saved in the background, passwords neither.
function words(form) {
  return [...new FormData(form)].filter(([name, value]) => {
    const control = form.elements[name];
    return typeof value === "string" && control?.type !== "password";
  });
}
