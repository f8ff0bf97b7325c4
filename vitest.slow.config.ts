import { defineConfig } from "vitest/config";

/** What takes a minute rather than a second: kills, malformed requests. */
export default defineConfig({
  test: {
    include: ["**/*.slow.ts"],
    exclude: ["**/node_modules/**", "dist/**", ".country-stack/**", ".lab/**"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Nothing is measured here, and each file keeps about one processor busy.
    maxWorkers: "100%",
    env: { NO_COLOR: "1" },
  },
});
