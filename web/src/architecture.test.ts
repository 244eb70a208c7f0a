/** The direction of the page: shared → features → app. Features do not know each other, shared code knows no feature. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = import.meta.dirname;
const shared = ["api", "components", "i18n", "theme", "lib", "testing"];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function imports(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  return found
    .filter((path) => path.startsWith("@/") || path.startsWith("."))
    .map((path) => relative(root, path.startsWith("@/") ? join(root, path.slice(2)) : resolve(dirname(file), path)));
}

const refused = (file: string): string[] => {
  const own = relative(root, file).split("/");
  return imports(file).filter((path) => {
    const to = path.split("/");
    if (own[0] === "features") return to[0] === "app" || (to[0] === "features" && to[1] !== own[1]);
    if (shared.includes(own[0] ?? "")) return to[0] === "app" || to[0] === "features";
    return false;
  });
};

describe("direction of imports", () => {
  test.each(sources(root).map((file) => [relative(root, file), file]))("%s", (_name, file) => {
    expect(refused(file)).toEqual([]);
  });

  test("a forbidden import would be seen", () => {
    const sample = imports(join(root, "main.tsx"));
    expect(sample.some((path) => path.startsWith("app/"))).toBe(true);
  });
});
