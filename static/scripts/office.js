// Comfort for the back office. Every page works without it.
import { autosave } from "./autosave.js";
import { keyboard } from "./keyboard.js";
import { page } from "./page.js";
import { paper } from "./paper.js";
import { upload } from "./upload.js";

page();
keyboard();
for (const box of document.querySelectorAll("[data-paper]")) paper(box);
for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
for (const form of document.querySelectorAll("form[data-upload]")) upload(form);
