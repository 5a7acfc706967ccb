// Saves a form in the background: posts it to its own address with `_background=1` and tells when that worked.
// The answer is {"saved_at": "18:20", "version": 4}; a version is put back into the form, so that the next save follows it.

const PAUSE = 1500;
const RETRY = 15000;

export function autosave(form) {
  const line = form.querySelector("[data-saved]");
  const say = (text) => line && (line.textContent = text);
  let timer;
  let dirty = false;
  let leaving = false;
  let running = false;
  let edits = 0;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save() {
    if (running || leaving || !dirty) return;
    running = true;
    const seen = edits;
    say(line?.dataset.saving ?? "");
    try {
      const body = new URLSearchParams(words(form));
      body.set("_background", "1");
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const { saved_at: at, version } = await answer.json();
      if (version !== undefined && form.elements.version) form.elements.version.value = version;
      dirty = edits !== seen;
      say((line?.dataset.done ?? "").replace("{time}", at));
      if (dirty) later(PAUSE);
    } catch {
      say(line?.dataset.failed ?? "");
      later(RETRY);
    } finally {
      running = false;
    }
  }

  const edited = () => {
    dirty = true;
    edits += 1;
    later(PAUSE);
  };
  form.addEventListener("input", edited);
  form.addEventListener("change", edited);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
}

// Files are not saved in the background, passwords neither.
function words(form) {
  return [...new FormData(form)].filter(([name, value]) => {
    const control = form.elements[name];
    return typeof value === "string" && control?.type !== "password";
  });
}
