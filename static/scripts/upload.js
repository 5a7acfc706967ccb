// Sends files with their progress. The answer of the server is the page that follows, with or without script.

export function upload(form) {
  const box = form.querySelector("[data-progress]");
  const files = form.querySelectorAll("input[type=file]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const line = box.querySelector("[role=status]");

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
      // A redirect was followed: go where it led. Anything else is the same page with its errors.
      if (request.status < 400 && request.responseURL) location.assign(request.responseURL);
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
    document.querySelector("[data-focus]")?.focus();
    for (const again of main.querySelectorAll("form[data-upload]")) upload(again);
  }
}
