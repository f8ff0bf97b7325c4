import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** With what is under way when the time is over, less than three minutes. */
const MINUTES = 2.5;

describe("the checks of the suites", () => {
  it("catch nine of ten damaged servers, and each that is not caught is explained", {
    timeout: 240_000,
  }, async () => {
    const options = ["--minutes", `${MINUTES}`, "--seed", "1"];
    const { exitCode, stdout } = await execa(process.execPath, ["conformance/mutation/main.ts", ...options], {
      cwd: ROOT,
      reject: false,
      env: { NO_COLOR: "1" },
    });
    expect(stdout).toMatch(/information-mediator: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/digital-registries: [1-9]\d* of \d+ mutants run/);
    expect(`${stdout}\nexit code ${exitCode}`).toMatch(/exit code 0$/);
  });
});
