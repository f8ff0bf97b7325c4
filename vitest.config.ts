import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

const NOT_OURS = ["**/node_modules/**", "dist/**", ".country-stack/**", ".lab/**"];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: "forks",
    // One more than there are processors, as some of them wait.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // The stack of a test never reaches beyond this machine.
    env: { NO_COLOR: "1", PULUMI_SKIP_UPDATE_CHECK: "true" },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...NOT_OURS, "test/**"],
          // Beside the source nothing is kept between tests, so that files may share a process: a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
    ],
  },
});
