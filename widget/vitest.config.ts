import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The build inlines the style sheet as text; the tests read it the same way.
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      load: (id) =>
        id.endsWith(".css") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined,
    },
  ],
  test: { environment: "jsdom", include: ["test/**/*.test.ts"], testTimeout: 5000 },
});
