// Fails when the built script is larger than what a page may be asked to load.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 20 * 1024;
const script = readFileSync("dist/w.js");
const size = gzipSync(script, { level: 9 }).length;
console.log(`w.js: ${script.length} bytes, ${size} gzipped, limit ${LIMIT}`);
if (size > LIMIT) {
  console.error(`over the budget by ${size - LIMIT} bytes`);
  process.exit(1);
}
