/**
 * The budget of the first load: opening Clients may cost at most 300 KB of gzipped JavaScript.
 * Counted: the entry, the Clients section, one language, and everything they import statically.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 300;
const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const kb = (bytes) => bytes / 1024;
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

function withImports(keys, seen = new Set()) {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`no chunk for ${key}: was the file renamed?`);
    if (seen.has(key)) continue;
    seen.add(key);
    withImports(chunk.imports ?? [], seen);
  }
  return seen;
}

const languages = ["src/i18n/ru/index.ts", "src/i18n/en/index.ts"];
const largest = languages.toSorted((a, b) => size(manifest[b].file) - size(manifest[a].file))[0];
const first = withImports(["index.html", "src/app/clients-section.tsx", largest]);

let total = 0;
const rows = Object.entries(manifest)
  .filter(([, chunk]) => chunk.file.endsWith(".js"))
  .map(([key, chunk]) => ({ file: chunk.file, name: key, bytes: size(chunk.file), counted: first.has(key) }))
  .sort((a, b) => b.bytes - a.bytes);
for (const row of rows) {
  if (row.counted) total += row.bytes;
  process.stdout.write(`${row.counted ? "*" : " "} ${kb(row.bytes).toFixed(1).padStart(7)} KB  ${row.file}  (${row.name})\n`);
}
process.stdout.write(`first load of Clients: ${kb(total).toFixed(1)} KB gzipped, limit ${LIMIT_KB} KB\n`);
if (kb(total) > LIMIT_KB) {
  process.stderr.write("The budget is exceeded. Load something later or leave it out.\n");
  process.exitCode = 1;
}
