import { describe, expect, it } from "vitest";
import { createEngineProcess } from "./engine-process.ts";

const engine = createEngineProcess(process.execPath, {});

/** Runs a script in the engine's place; what follows the dashes is for the engine. */
const script = (text: string): string[] => ["-e", text, "--"];

describe("the engine's process", () => {
  it("is fed by its standard input, so that secrets need no file", async () => {
    const input = "x".repeat(200_000);
    const { stdout } = await engine.feed(script("process.stdin.pipe(process.stdout)"), process.cwd(), input);
    expect(stdout).toBe(input);
  });

  it("may end before it has read everything, and says why", async () => {
    const fails = script("console.error('error: not today'); process.exit(3)");
    const attempt = engine.feed(fails, process.cwd(), "x".repeat(2_000_000));
    await expect(attempt).rejects.toThrow("error: not today");
  });

  it("reads nothing where it is only run", async () => {
    const { stdout } = await engine.run(script("process.stdin.pipe(process.stdout)"), process.cwd(), {});
    expect(stdout).toBe("");
  });
});
