// Tells at once what cannot be taken, and sends files with their progress: large ones in pieces before the form that names
// them. The answer of the server is the page that follows, with or without script.
import { sendInPieces } from "./pieces.js";

// What fits into one request of a moment goes with the form itself.
const WHOLE = 128 * 1024;

export function upload(form) {
  const box = form.querySelector("[data-progress]");
  const files = form.querySelectorAll("input[type=file]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const line = box.querySelector("[role=status]");
  const signedOut = form.querySelector("[data-signed-out]");
  // Told by the form: who switches the language asks, too.
  const isSending = () => "sending" in form.dataset;

  for (const input of files) input.addEventListener("change", () => warn(form, input));
  form.addEventListener("submit", (event) => {
    if (isSending()) return event.preventDefault();
    if (event.defaultPrevented || ![...files].some((input) => input.files.length)) return;
    event.preventDefault();
    start(event.submitter);
  });
  if (form.dataset.upload === "now") form.addEventListener("change", () => form.requestSubmit());

  // Chosen files live in this page alone: before megabytes are sent, the session is looked at, and after a new sign-in the
  // form gets that session's token.
  async function start(button) {
    form.dataset.sending = "";
    box.hidden = bar.hidden = false;
    bar.value = 0;
    line.textContent = box.dataset.running.replace("{percent}", 0);
    if (signedOut) signedOut.hidden = true;
    try {
      const fresh = await fetch(location.href, { headers: { accept: "text/html" } });
      if (new URL(fresh.url).pathname !== location.pathname) return leftOut();
      const token = parse(await fresh.text()).querySelector("main input[name=csrf]");
      if (token) form.querySelector("input[name=csrf]").value = token.value;
    } catch {
      return failed();
    }
    try {
      const body = await filled(button);
      send(body);
    } catch (error) {
      if (error.isSignedOut) leftOut();
      else failed();
    }
  }

  // The form with the names of what went before it in pieces, in the order of the form.
  async function filled(button) {
    const words = chosen([...new FormData(form, button?.name ? button : undefined)]);
    const isLarge = (value) => form.dataset.pieces && value instanceof File && value.size > WHOLE;
    const total = words.map(([, value]) => value).filter(isLarge).reduce((sum, file) => sum + file.size, 0);
    const body = new FormData();
    let before = 0;
    for (const [name, value] of words) {
      if (!isLarge(value)) {
        body.append(name, value);
        continue;
      }
      const token = form.querySelector("input[name=csrf]").value;
      const onProgress = (sent) => progress(before + sent, total);
      const onWait = (seconds) => (line.textContent = box.dataset.waiting.replace("{seconds}", seconds));
      try {
        const named = { address: form.dataset.pieces, field: name, token, onProgress, onWait };
        body.append("upload", await sendInPieces(value, named));
      } catch (error) {
        // What is refused in pieces is sent as it is: the answer says why.
        if (!error.isFinal) throw error;
        body.append(name, value);
      }
      before += value.size;
    }
    return body;
  }

  // Of files beyond those a form may have only the names go: the answer says so, and ends none that was sent before.
  function chosen(words) {
    const most = Number(form.dataset.mostFiles) || Infinity;
    let count = 0;
    const isTooMany = (value) => value instanceof File && value.name && (count += 1) > most;
    return words.map(([name, value]) => [name, isTooMany(value) ? new File([], value.name) : value]);
  }

  function progress(sent, total) {
    const percent = total ? Math.round((sent / total) * 100) : 0;
    bar.value = percent;
    line.textContent = percent < 100 ? box.dataset.running.replace("{percent}", percent) : box.dataset.done;
  }

  function send(body) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    // The message of another page waits until that page is loaded.
    request.setRequestHeader("x-shown-at", location.pathname);
    const isAllHere = !body.has("upload");
    if (isAllHere) request.upload.onprogress = ({ loaded, total }) => progress(loaded, total);
    request.onload = () => {
      // A redirect was followed. Back on this page the answer is shown as it came: it brings the message of success.
      const url = request.responseURL && new URL(request.responseURL);
      if (request.status >= 400 && request.status !== 422) failed(parse(request.responseText));
      else if (url && url.pathname !== location.pathname) location.assign(url);
      else show(request.responseText);
    };
    request.onerror = request.ontimeout = () => failed();
    request.send(body);
  }

  // The page stays, and with it what was chosen.
  function failed(page) {
    const words = page && [...page.querySelectorAll("main h1, main p")].slice(0, 2).map((one) => one.textContent.trim());
    line.textContent = words?.join(" ") || box.dataset.failed;
    again();
  }

  function leftOut() {
    if (!signedOut) return failed();
    box.hidden = true;
    signedOut.hidden = false;
    signedOut.focus();
    again();
  }

  function again() {
    delete form.dataset.sending;
    delete form.dataset.sent;
  }

  // Only main is taken over: scripts and styles stay as they are.
  function show(html) {
    const answer = parse(html).querySelector("main");
    if (!answer) return failed();
    const main = document.querySelector("main");
    main.replaceChildren(...answer.childNodes);
    begin(main);
    const news = main.querySelector("[data-focus]") ?? main.querySelector(".moj-alert");
    if (!news) return;
    news.tabIndex = -1;
    news.focus();
    news.scrollIntoView({ block: "nearest" });
  }
}

// What came into the page without its scripts.
function begin(part) {
  for (const form of part.querySelectorAll("form[data-upload]")) upload(form);
  part.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
}

// Files that were chosen or shot live in their page alone: where there are some, the switches of language and text size change
// the page in place, and the files move over. While they are being sent the switches wait.
export function keepFiles() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !form.elements.to || !inputs().some(({ files }) => files.length)) return;
    event.preventDefault();
    if (!document.querySelector("form[data-sending]")) turn(form, submitter).finally(() => delete form.dataset.sent);
  });
}

const inputs = () => [...document.querySelectorAll("input[type=file]")];

// A page that does not come leaves this one as it is, which says so.
async function turn(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  const isHere = [200, 422].includes(answer?.status) && new URL(answer.url).pathname === location.pathname;
  const page = isHere ? parse(await answer.text().catch(() => "")) : null;
  // Meanwhile somebody may have begun to send: that goes on where it is.
  if (document.querySelector("form[data-sending]")) return;
  if (!page?.querySelector("main")) return stay();
  const { lang, className } = page.documentElement;
  Object.assign(document.documentElement, { lang, className: `${className} js` });
  document.title = page.title;
  const chosen = inputs();
  // What runs in the page ends, as if one left it.
  dispatchEvent(new Event("pagehide"));
  document.body.replaceChildren(...page.body.childNodes);
  for (const { id, files } of chosen) {
    const input = document.getElementById(id);
    if (input) input.files = files;
  }
  begin(document.body);
  for (const one of document.querySelectorAll(`button[name="${button.name}"]`)) one.focus();
}

function stay() {
  const box = inputs().find(({ files }) => files.length)?.form?.querySelector("[data-progress]");
  if (!box) return;
  box.hidden = false;
  box.querySelector("progress").hidden = true;
  box.querySelector("[role=status]").textContent = box.dataset.stays;
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// Too large, or a format of phones that we cannot read: better known before ten megabytes are sent. The others stay chosen.
function warn(form, input) {
  const line = input.parentElement.querySelector("[data-problem]") ?? input.closest(".upload")?.querySelector("[data-problem]");
  if (!line) return;
  const isHeic = (file) => /image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
  const isLarge = (file) => form.dataset.most && file.size > Number(form.dataset.most);
  const problem = (file) => (isHeic(file) ? form.dataset.heic : isLarge(file) ? form.dataset.tooLarge : "");
  const kept = new DataTransfer();
  const said = [];
  for (const file of input.files) {
    const why = problem(file);
    if (why) said.push(form.dataset.problem.replace("{file}", file.name).replace("{problem}", why));
    else kept.items.add(file);
  }
  line.textContent = said.join(" ");
  line.hidden = !said.length;
  if (said.length) input.files = kept.files;
}
