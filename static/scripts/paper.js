// The paper beside the fields: zoom to its own size and back, turn by a quarter, drag while zoomed. Without script the
// same tools are links.

export function paper(box) {
  const stage = box.querySelector(".paper__stage");
  const image = box.querySelector("[data-paper-image]");
  const sheet = image.parentElement;
  const [zoom, turn] = [box.querySelector("[data-paper-zoom]"), box.querySelector("[data-paper-turn]")];
  let turns = Number(/turn-(\d)/.exec(box.className)?.[1] ?? 0);

  zoom.addEventListener("click", (event) => {
    event.preventDefault();
    const zoomed = box.classList.toggle("is-zoomed");
    [zoom.textContent, zoom.dataset.other] = [zoom.dataset.other, zoom.textContent];
    fit();
    if (zoomed) stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 4);
  });
  image.addEventListener("dblclick", () => zoom.click());
  turn.addEventListener("click", (event) => {
    event.preventDefault();
    box.classList.remove(`turn-${turns}`);
    turns = (turns + 1) % 4;
    box.classList.add(`turn-${turns}`);
    fit();
  });
  if (image.complete) fit();
  else image.addEventListener("load", fit);

  // A picture lying on its side takes the room of its other side.
  function fit() {
    const lies = turns % 2 === 1 && box.classList.contains("is-zoomed");
    const by = (image.naturalWidth - image.naturalHeight) / 2;
    sheet.style.margin = lies ? `${by}px ${-by}px` : "";
  }

  stage.addEventListener("pointerdown", (event) => {
    if (!box.classList.contains("is-zoomed") || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const move = (now) => stage.scrollBy(-now.movementX, -now.movementY);
    const end = () => stage.removeEventListener("pointermove", move);
    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", end, { once: true });
    stage.addEventListener("pointercancel", end, { once: true });
  });
}
