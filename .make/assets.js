// Builds static/dist: styles, scripts and images under names that carry the hash of their content, each beside itself
// compressed (.gz) as well as can be, and manifest.json (name -> hashed name). Run by `npm run build`; everything in static/dist may be thrown away.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { compile } from "sass";

const DIST = "static/dist";
const STYLE_BUDGET = 25 * 1024;
const SCRIPT_BUDGET = 30 * 1024;

const built = new Map();

for (const name of ["portal", "office"]) {
  const { css } = compile(`static/styles/${name}.scss`, {
    style: "compressed",
    loadPaths: ["node_modules", "."], // MOJ Frontend names its base from the root
    quietDeps: true,
    logger: { warn: (text) => text.startsWith("The `govuk-") || console.warn(text) }, // MOJ's use of what GOV.UK renames
  });
  built.set(`${name}.css`, Buffer.from(css));
}

// `start.js` runs before the page is painted, so it is a classic script; the others are modules with their parts inside.
for (const name of ["start", "portal", "office", "mailbox"]) {
  const { outputFiles } = buildSync({
    entryPoints: [`static/scripts/${name}.js`],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    target: "es2020",
    format: name === "start" ? "iife" : "esm",
  });
  built.set(`${name}.js`, Buffer.from(outputFiles[0].contents));
}

for (const name of readdirSync("static/images")) {
  built.set(name, readFileSync(`static/images/${name}`));
}

mkdirSync(DIST, { recursive: true });
const manifest = {};
let over = false;
for (const [name, bytes] of [...built].sort()) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  writeFileSync(`${DIST}/${hashed}`, bytes);
  manifest[name] = hashed;
  const packed = gzipSync(bytes, { level: 9 });
  const size = packed.length;
  if (size < bytes.length) writeFileSync(`${DIST}/${hashed}.gz`, packed);
  const budget = name.endsWith(".css") ? STYLE_BUDGET : name.endsWith(".js") ? SCRIPT_BUDGET : Infinity;
  if (size > budget) over = true;
  console.log(`${hashed}  ${(size / 1024).toFixed(1)} KB compressed${size > budget ? `, over its ${budget / 1024} KB` : ""}`);
}
// A program that is running keeps its files until the new manifest is there.
writeFileSync(`${DIST}/manifest.new`, `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(`${DIST}/manifest.new`, `${DIST}/manifest.json`);
const kept = new Set([...Object.values(manifest).flatMap((name) => [name, `${name}.gz`]), "manifest.json"]);
for (const name of readdirSync(DIST)) if (!kept.has(name)) rmSync(`${DIST}/${name}`);
if (over) process.exit(1);
