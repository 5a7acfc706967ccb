// Tells at once what cannot be taken, and sends files with their progress. The answer of the server is the page that
// follows, with or without script.

export function upload(form) {
  const box = form.querySelector("[data-progress]");
  const files = form.querySelectorAll("input[type=file]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const line = box.querySelector("[role=status]");

  for (const input of files) input.addEventListener("change", () => warn(form, input));
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || ![...files].some((input) => input.files.length)) return;
    event.preventDefault();
    send(event.submitter);
  });
  if (form.dataset.upload === "now") form.addEventListener("change", () => form.requestSubmit());

  function send(button) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = total ? Math.round((loaded / total) * 100) : 0;
      bar.value = percent;
      line.textContent = percent < 100 ? box.dataset.running.replace("{percent}", percent) : box.dataset.done;
    };
    request.onload = () => {
      // A redirect was followed. Back on this page the answer is shown as it came: it brings the message of success.
      const url = request.responseURL && new URL(request.responseURL);
      if (request.status < 400 && url && url.pathname !== location.pathname) location.assign(url);
      else show(request.responseText);
    };
    request.onerror = request.ontimeout = failed;
    box.hidden = false;
    request.send(button?.name ? new FormData(form, button) : new FormData(form));
  }

  function failed() {
    line.textContent = box.dataset.failed;
    delete form.dataset.sent;
  }

  // Only main is taken over: scripts and styles stay as they are.
  function show(html) {
    const answer = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    if (!answer) return failed();
    const main = document.querySelector("main");
    main.replaceChildren(...answer.childNodes);
    for (const again of main.querySelectorAll("form[data-upload]")) upload(again);
    const news = main.querySelector("[data-focus]") ?? main.querySelector(".moj-alert");
    if (!news) return;
    news.tabIndex = -1;
    news.focus();
  }
}

// Too large, or a format of phones that we cannot read: better known before ten megabytes are sent.
function warn(form, input) {
  const line = input.parentElement.querySelector("[data-problem]") ?? input.closest(".upload")?.querySelector("[data-problem]");
  if (!line) return;
  const chosen = [...input.files];
  const isHeic = (file) => /image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
  const isLarge = (file) => form.dataset.most && file.size > Number(form.dataset.most);
  const problem = chosen.some(isHeic) ? form.dataset.heic : chosen.some(isLarge) ? form.dataset.tooLarge : "";
  line.textContent = problem ?? "";
  line.hidden = !problem;
  if (problem) input.value = "";
}
