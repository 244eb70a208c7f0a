// Builds dist/w.js: one classic script (IIFE, ES2019) with the style sheet inside, and copies the sample page beside it.
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const css = {
  name: "css-as-text",
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      // Nesting and logical properties stay as written: esbuild would lengthen them for old browsers.
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await mkdir("dist", { recursive: true });
await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/w.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2019",
  charset: "utf8",
  legalComments: "none",
  // A private field of a class ends with "_"; such names are shortened.
  mangleProps: /[^_]_$/,
  plugins: [css],
  banner: { js: "/*! Beseda website chat. AGPL-3.0-or-later. Icons: Tabler Icons, MIT */" },
});
await copyFile("demo.html", "dist/demo.html");
