// Records the clip of a face check within the page: camera and microphone, the seconds that are asked for, then the form that
// the page has anyway. Without camera, permission or script the phone's own camera does it.

export function face(box) {
  const camera = box.querySelector("[data-face-camera]");
  const preview = box.querySelector("[data-face-preview]");
  const start = box.querySelector("[data-face-start]");
  const stop = box.querySelector("[data-face-stop]");
  const said = box.querySelector("[data-face-said]");
  const input = box.querySelector("input[type=file]");
  const least = Number(box.dataset.least) * 1000;
  const most = Number(box.dataset.most) * 1000;
  // What the server takes, in the order in which it is liked.
  const type = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"].find((one) => globalThis.MediaRecorder?.isTypeSupported(one));
  const isAsleep = () => document.visibilityState === "hidden";
  let isLeft = false;
  // Ends what runs now, at once.
  let leave = () => {};
  if (!isSecureContext || !navigator.mediaDevices?.getUserMedia || !type) {
    said.textContent = isSecureContext ? said.dataset.none : said.dataset.insecure;
    return;
  }
  camera.hidden = false;
  start.addEventListener("click", begin);
  // The camera stops with the page. Kept for Back, the page shows no picture of before and asks for the camera anew.
  addEventListener("pagehide", () => {
    isLeft = true;
    leave();
  });

  async function begin() {
    start.disabled = true;
    isLeft = false;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } } });
    } catch (error) {
      said.textContent = error.name === "NotAllowedError" ? said.dataset.denied : said.dataset.none;
      start.disabled = false;
      return;
    }
    preview.srcObject = stream;
    leave = () => release(stream);
    await preview.play().catch(() => {});
    if (!isLeft && !isAsleep()) return record(stream);
    release(stream);
    said.textContent = said.dataset.interrupted;
  }

  function release(stream) {
    for (const track of stream.getTracks()) track.stop();
    preview.srcObject = null;
    stop.hidden = true;
    start.hidden = start.disabled = false;
  }

  function record(stream) {
    const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 1_500_000 });
    const pieces = [];
    const began = performance.now();
    const past = () => performance.now() - began;
    let isWhole = false;
    const end = (asMeant) => {
      if (recorder.state !== "recording") return;
      isWhole = asMeant;
      recorder.stop();
    };
    const clock = setInterval(() => {
      said.textContent = said.dataset.recording.replace("{seconds}", Math.floor(past() / 1000));
      if (past() > most - 200) end(true);
    }, 200);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    leave = () => {
      end(false);
      release(stream);
    };
    // A phone that falls asleep records black and silence, and a camera that goes nothing: no try is spent on that.
    const sleep = () => isAsleep() && end(false);
    document.addEventListener("visibilitychange", sleep);
    for (const track of stream.getTracks()) track.addEventListener("ended", () => end(false));
    recorder.onstop = () => {
      clearInterval(clock);
      document.removeEventListener("visibilitychange", sleep);
      release(stream);
      if (!isWhole || past() < least) {
        said.textContent = isWhole ? said.dataset.short : said.dataset.interrupted;
        return;
      }
      const bare = type.split(";")[0];
      const kept = new DataTransfer();
      kept.items.add(new File(pieces, bare === "video/mp4" ? "clip.mp4" : "clip.webm", { type: bare }));
      input.files = kept.files;
      said.textContent = said.dataset.recorded;
      input.form.requestSubmit();
    };
    stop.onclick = () => end(true);
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    recorder.start();
  }
}
