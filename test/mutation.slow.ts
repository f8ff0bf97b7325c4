import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** So many mutants of each suite, always the same; or as many as so many minutes allow. */
const { MUTATION_SAMPLE: sample, MUTATION_MINUTES: minutes = "6" } = process.env;
const AMOUNT = sample === undefined ? ["--minutes", minutes] : ["--sample", sample];

describe("the checks of the suites", () => {
  it("catch nine of ten damaged servers, and each that is not caught is explained", {
    timeout: 600_000,
  }, async () => {
    const options = [...AMOUNT, "--seed", "1"];
    const { exitCode, stdout } = await execa(process.execPath, ["conformance/mutation/main.ts", ...options], {
      cwd: ROOT,
      reject: false,
      env: { NO_COLOR: "1" },
    });
    expect(stdout).toMatch(/information-mediator: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/identity: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/digital-registries: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/consent: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/messaging: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/payments: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/registration: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/scheduler: [1-9]\d* of \d+ mutants run/);
    expect(stdout).toMatch(/workflow: [1-9]\d* of \d+ mutants run/);
    expect(`${stdout}\nexit code ${exitCode}`).toMatch(/exit code 0$/);
  });
});
