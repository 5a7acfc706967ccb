// The camera in the page: aim with hints, shoot, crop to four corners, read once more, then into the file input of the form,
// which is sent as if the file had been chosen. Without a camera the input stays as it was. Words come from the page.
import { cropper } from "./crop.js";
import { look } from "./look.js";

const LOOK_EVERY = 350;
const SMALL = 480; // longest side of what is looked at
const QUALITY = 0.92;
const SHARE = 0.86; // of the view that the frame takes

// Where a person fills the view, the light alone is judged.
const OF_LIGHT = ["dark", "glare", "blurred"];

const RATIO = { card: 85.6 / 54, page: Math.SQRT2 };

export function camera(box) {
  const part = (name) => box.querySelector(`[data-camera-${name}]`);
  const [open, problem, video, hint] = ["open", "problem", "video", "hint"].map(part);
  const [shot, flat] = ["shot", "flat"].map(part);
  const input = document.getElementById(box.dataset.camera);
  const crop = cropper(part("crop"));
  const limits = { dark: 0, sharp: 0, glare: 0 };
  for (const name of Object.keys(limits)) limits[name] = Number(box.dataset[`limit${name[0].toUpperCase()}${name.slice(1)}`]);
  // What was shot before the language changed is there still.
  const isShot = ({ name }) => name.startsWith(`${input.name}-`);
  const pages = input.multiple ? [...input.files].filter(isShot) : [];
  let stream = null;
  let looking = 0;
  // A second tap finds it under way.
  let isOpening = false;
  let isTaking = false;
  let seen = "";

  box.hidden = false;
  const words = isSecureContext ? !navigator.mediaDevices?.getUserMedia && "missing" : "insecure";
  if (words) return refuse(words);

  count();
  open.hidden = false;
  open.addEventListener("click", aim);
  part("shoot").addEventListener("click", shoot);
  part("close").addEventListener("click", () => step("none", open));
  part("cut").addEventListener("click", cut);
  for (const again of box.querySelectorAll("[data-camera-again]")) again.addEventListener("click", aim);
  part("yes").addEventListener("click", () => take(true));
  part("more")?.addEventListener("click", () => take(false));
  // Files that somebody chose take the place of what was shot.
  input.addEventListener("change", ({ isTrusted }) => {
    if (!isTrusted) return;
    pages.length = 0;
    count();
  });
  // A phone that slept gives no picture any more, nor does a page that was kept for Back.
  const leave = () => stream && step("none");
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  addEventListener("resize", () => {
    frame();
    crop.show();
  });
  video.addEventListener("loadedmetadata", frame);

  function refuse(name) {
    problem.textContent = box.dataset[name];
    problem.hidden = false;
  }

  // Shows one step; the camera runs while it aims only.
  function step(name, focus) {
    for (const one of box.querySelectorAll("[data-camera-step]")) one.hidden = one.dataset.cameraStep !== name;
    open.hidden = name !== "none";
    if (name !== "aim") stop();
    focus?.focus({ preventScroll: true });
    if (name !== "none") box.scrollIntoView({ block: "start" });
  }

  async function aim() {
    if (isOpening || stream) return;
    isOpening = true;
    problem.hidden = true;
    try {
      const wish = { facingMode: { ideal: "environment" }, width: { ideal: 3840 }, height: { ideal: 2160 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    } catch (error) {
      step("none", open);
      const known = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };
      return refuse(known[error.name] ?? "busy");
    } finally {
      isOpening = false;
    }
    stream.getVideoTracks()[0].addEventListener("ended", () => step("none", open));
    video.srcObject = stream;
    step("aim", part("shoot"));
    await video.play().catch(() => {});
    if (stream) looking = setInterval(hintOn, LOOK_EVERY);
  }

  function stop() {
    clearInterval(looking);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    // Opened again it has seen nothing yet: what it said before would ask for a press that shoots nothing.
    seen = "";
    say(hint, seen);
  }

  // The frame to hold the paper in, as wide as the view allows.
  function frame() {
    const lines = part("frame");
    const { clientWidth: width, clientHeight: height } = lines;
    lines.width = width;
    lines.height = height;
    const inside = framed(width, height);
    if (!inside) return;
    const pen = lines.getContext("2d");
    const [left, top, wide, high] = inside;
    pen.fillStyle = "rgba(0, 0, 0, 0.35)";
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.rect(left, top, wide, high);
    pen.fill("evenodd");
    pen.strokeStyle = "#fff";
    pen.lineWidth = 3;
    pen.strokeRect(left, top, wide, high);
  }

  // A card lies; a page stands or lies as the view does. None where all of the view is wanted.
  function framed(width, height) {
    const ratio = RATIO[box.dataset.frame];
    if (!ratio) return null;
    const shape = box.dataset.frame === "page" && height > width ? 1 / ratio : ratio;
    const wide = Math.min(width * SHARE, height * SHARE * shape);
    const high = wide / shape;
    return [(width - wide) / 2, (height - high) / 2, wide, high];
  }

  function hintOn() {
    if (!video.videoWidth) return;
    const { findings } = look(small(video, video.videoWidth, video.videoHeight), limits);
    const now = findings.find((name) => RATIO[box.dataset.frame] || OF_LIGHT.includes(name)) ?? "good";
    // What is seen once may be a hand that shakes; and a reader of screens is not told the same again and again.
    if (now === seen) say(hint, now);
    seen = now;
  }

  function say(line, name) {
    const text = box.dataset[name] ?? "";
    if (line.textContent !== text) line.textContent = text;
  }

  function small(source, width, height) {
    const scale = Math.min(1, SMALL / Math.max(width, height));
    const copy = document.createElement("canvas");
    copy.width = Math.max(1, Math.round(width * scale));
    copy.height = Math.max(1, Math.round(height * scale));
    const pen = copy.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, copy.width, copy.height);
    return pen.getImageData(0, 0, copy.width, copy.height);
  }

  function shoot() {
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !stream) return;
    [shot.width, shot.height] = [width, height];
    shot.getContext("2d").drawImage(video, 0, 0);
    const copy = small(shot, width, height);
    const { corners } = look(copy, limits);
    step("crop", part("cut"));
    crop.start(first(corners, copy) ?? outline(width, height));
  }

  // Where the paper was found; not where all of the view is wanted.
  function first(corners, { width, height }) {
    if (!corners || !RATIO[box.dataset.frame]) return null;
    return corners.map(([x, y]) => [x / (width - 1), y / (height - 1)]);
  }

  function outline(width, height) {
    const [left, top, wide, high] = framed(width, height) ?? [0, 0, width, height];
    const [l, t, r, b] = [left / width, top / height, (left + wide) / width, (top + high) / height];
    return [[l, t], [r, t], [r, b], [l, b]];
  }

  function cut() {
    const cropped = crop.cut(shot);
    say(part("crossed"), cropped ? "" : "crossed");
    if (!cropped) return;
    [flat.width, flat.height] = [cropped.width, cropped.height];
    flat.getContext("2d").drawImage(cropped, 0, 0);
    const { findings } = look(small(flat, flat.width, flat.height), limits);
    const doubt = findings.find((name) => OF_LIGHT.includes(name));
    say(part("doubt"), doubt ?? "");
    step("read", part("question"));
  }

  function count() {
    part("count").textContent = pages.length ? box.dataset.pages.replace("{n}", pages.length) : "";
  }

  // The picture is a page of the paper, and at once part of the form: a phone that sleeps loses none. With the last one the form
  // is sent.
  function take(isLast) {
    if (isTaking) return;
    isTaking = true;
    flat.toBlob(
      (blob) => {
        isTaking = false;
        if (flat.closest("[hidden]")) return;
        const name = `${input.name}-${pages.length + 1}.jpg`;
        pages.push(new File([blob], name, { type: "image/jpeg", lastModified: Date.now() }));
        const all = new DataTransfer();
        for (const page of pages) all.items.add(page);
        input.files = all.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        count();
        if (!isLast) return aim();
        // A paper of one page is shot anew; of several none is lost should the form not go out.
        if (!part("more")) pages.length = 0;
        step("none");
        input.form.requestSubmit();
      },
      "image/jpeg",
      QUALITY,
    );
  }
}
