import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", ".country-stack/**", ".lab/**"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: "forks",
    // By default one processor is left free, which on two is half of them.
    maxWorkers: "100%",
    // The stack of a test never reaches beyond this machine.
    env: { NO_COLOR: "1", PULUMI_SKIP_UPDATE_CHECK: "true" },
  },
});
