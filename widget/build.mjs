// Builds dist/w.js: one classic script (IIFE, ES2019) with the style sheet inside, and copies the sample page beside it.
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { minify } from "terser";

const LIB = "node_modules/typescript/lib";
const BANNER = "/*! Beseda, AGPL-3.0-or-later. Icons: Tabler, MIT */\n";

/**
 * Names of members that only this code uses, so that the build may shorten them: those that neither the browser
 * (TypeScript's own declarations list its names) nor the wire, the storage or a quoted string knows.
 */
async function ownNames() {
  const known = new Set();
  const learn = (text, pattern) => {
    for (const [, name] of text.matchAll(pattern)) known.add(name);
  };
  for (const file of await readdir(LIB)) {
    if (!/^lib\.(dom|es).*\.d\.ts$/.test(file)) continue;
    const text = (await readFile(join(LIB, file), "utf8")).replace(/\/\*[\s\S]*?\*\//g, "");
    learn(text, /([A-Za-z_]\w*)\??[:(<]/g);
    learn(text, /["'](\w+)["']/g);
  }
  const found = new Set();
  for (const folder of ["src", "src/core", "src/ui"]) {
    for (const file of await readdir(folder)) {
      if (!file.endsWith(".ts")) continue;
      const text = await readFile(join(folder, file), "utf8");
      if (/^(types|storage|main)\.ts$/.test(file)) learn(text, /([A-Za-z_]\w*)/g);
      else
        for (const [, name] of text.matchAll(
          /^ {2}(?:private |protected |readonly |get |async )*([a-z]\w*)[?:(= <]/gm,
        ))
          found.add(name);
      learn(text, /["'`](\w+)["'`]/g);
    }
  }
  return [...found].filter((name) => !known.has(name));
}

const css = {
  name: "css-as-text",
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await mkdir("dist", { recursive: true });
const { outputFiles } = await build({
  entryPoints: ["src/main.ts"],
  bundle: true,
  write: false,
  minifySyntax: true,
  format: "iife",
  target: "es2019",
  charset: "utf8",
  mangleProps: new RegExp(`^(${(await ownNames()).join("|")})$`),
  plugins: [css],
});
// Custom properties are named for people in the source and by number in the script.
let text = outputFiles[0].text;
const properties = [...new Set(text.match(/--[a-z][a-z0-9-]*(?=:)/g))].sort((a, b) => b.length - a.length);
for (const [i, name] of properties.entries()) text = text.split(name).join(`--${i.toString(36)}`);
text = text.replace(/(--\w+:) /g, "$1");
const { code } = await minify(text, {
  ecma: 2019,
  compress: { passes: 3, unsafe_arrows: true, keep_fargs: false },
  mangle: true,
});
await writeFile("dist/w.js", BANNER + code);
await copyFile("demo.html", "dist/demo.html");
