import { defineConfig } from "vitest/config";

/** What takes a minute rather than a second: kills, malformed requests. */
export default defineConfig({
  test: {
    include: ["**/*.slow.ts"],
    exclude: ["**/node_modules/**", "dist/**", ".country-stack/**", ".lab/**"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Each file keeps a server and its clients busy; two at once would measure each other.
    fileParallelism: false,
    env: { NO_COLOR: "1" },
  },
});
