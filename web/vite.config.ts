import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { emojiData } from "./emoji-data.ts";

const server = process.env.BESEDA_DEV_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), emojiData()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    outDir: "dist",
    manifest: true,
    // The page is served under a strict content policy: nothing may become a data: script or an inline tag.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      "/api": server,
      "/hooks": server,
      "/chat": server,
      "/w.js": server,
      "/readyz": server,
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    restoreMocks: true,
    // Two workers: the suite is small and shares its machine with the other builds.
    maxWorkers: 2,
    testTimeout: 20_000,
    alias: {
      // Thousands of icon modules, one by one, would be most of the time of a test run.
      "@tabler/icons-react": "@tabler/icons-react/dist/cjs/tabler-icons-react.cjs",
    },
  },
});
