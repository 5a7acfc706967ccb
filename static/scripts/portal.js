// Comfort for the applicants' site. Every page works without it.
import { autosave } from "./autosave.js";
import { camera } from "./camera.js";
import { face } from "./face.js";
import { follow } from "./follow.js";
import { page } from "./page.js";
import { keepFiles, upload } from "./upload.js";

const devices = (part) => {
  for (const box of part.querySelectorAll("[data-camera]")) camera(box);
  for (const box of part.querySelectorAll("[data-face]")) face(box);
};

page();
for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
for (const form of document.querySelectorAll("form[data-upload]")) upload(form);
for (const box of document.querySelectorAll("[data-follow]")) follow(box);
devices(document);
keepFiles();
document.addEventListener("fresh", ({ target }) => devices(target));
