// Comfort for the applicants' site. Every page works without it.
import { autosave } from "./autosave.js";
import { page } from "./page.js";
import { upload } from "./upload.js";

page();
for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
for (const form of document.querySelectorAll("form[data-upload]")) upload(form);
