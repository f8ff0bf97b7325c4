import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

/** The tests that need the lab (`npm run lab -- up`); without one they are skipped and say so. */
export default defineConfig({
  test: {
    include: ["test/cluster/**/*.cluster.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A real cluster on two processors has moments of its own; what fails twice is a defect.
    retry: 1,
    // One cluster and two processors: files run one after another.
    fileParallelism: false,
    sequence: { sequencer: LongestFirst },
  },
});
