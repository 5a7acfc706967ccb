// The paper beside the fields: zoom to its own size and back, turn by a quarter, drag while zoomed.

export function paper(box) {
  const stage = box.querySelector(".paper__stage");
  const zoom = box.querySelector("[data-paper-zoom]");
  const [larger, fit] = [zoom.textContent, zoom.dataset.fit];
  let turns = 0;

  zoom.addEventListener("click", () => {
    const zoomed = box.classList.toggle("is-zoomed");
    zoom.textContent = zoomed ? fit : larger;
    if (zoomed) stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 4);
  });
  box.querySelector("[data-paper-image]").addEventListener("dblclick", () => zoom.click());
  box.querySelector("[data-paper-rotate]").addEventListener("click", () => {
    box.classList.remove(`turn-${turns}`);
    turns = (turns + 1) % 4;
    if (turns) box.classList.add(`turn-${turns}`);
  });

  stage.addEventListener("pointerdown", (event) => {
    if (!box.classList.contains("is-zoomed") || event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const move = (now) => stage.scrollBy(-now.movementX, -now.movementY);
    const end = () => stage.removeEventListener("pointermove", move);
    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", end, { once: true });
    stage.addEventListener("pointercancel", end, { once: true });
  });
}
