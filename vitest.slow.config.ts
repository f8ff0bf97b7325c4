import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

/** What takes a minute rather than a second: kills, malformed requests. */
export default defineConfig({
  test: {
    include: ["**/*.slow.ts"],
    exclude: ["**/node_modules/**", "dist/**", ".country-stack/**", ".lab/**"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Nothing is measured here, and some of them wait.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    env: { NO_COLOR: "1" },
  },
});
