/**
 * The page's types of the API, made of the server's own description: `npm run types` writes src/api/schema.ts,
 * `npm run types -- --check` says whether it is what docs/openapi.json gives today.
 */
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const description = new URL("../../docs/openapi.json", import.meta.url);
const file = new URL("../src/api/schema.ts", import.meta.url);
const head = "// Made by `make openapi` from docs/openapi.json. Change the server's description, not this file.\n\n";

// A default says what the server takes when a request leaves the field out; it does not make the field required.
const made = head + astToString(await openapiTS(description, { defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  writeFileSync(file, made);
} else if (readFileSync(file, "utf8") !== made) {
  process.stderr.write("src/api/schema.ts is not what docs/openapi.json gives: run `make openapi`\n");
  process.exitCode = 1;
}
