import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DyingStack } from "./dying-stack.ts";
import { ended, engineBelow, killAll, untilThere } from "./pulumi-processes.ts";
import { useLab } from "./pulumi-stack.ts";
import { whyNoLab } from "./running-lab.ts";

describe.skipIf(whyNoLab !== undefined)("up after the death of one", () => {
  let stack: DyingStack;

  beforeAll(async () => {
    console.info(useLab(process.env));
    stack = new DyingStack("dying-one");
    await stack.prepare();
  });
  afterAll(() => stack.remove());

  test("the tool alone, whose engine is left to itself", async () => {
    const { child, pid } = await stack.startCreating();
    killAll([pid]);
    await ended(child);
    await stack.continueAndCheck();
  });

  test.for(["engine", "provider"] as const)("the %s alone: the same run goes on", async (which) => {
    const { child, pid } = await stack.startCreating();
    const doomed = await untilThere(`the ${which}`, () => engineBelow(pid)[which]);
    killAll([doomed]);
    expect(await ended(child)).toBe(0);
    await stack.continueAndCheck();
  });

  test("a down, that has removed everything but its lock on the state", async () => {
    await stack.bringUp();
    await stack.down({ deleteData: false });
    await stack.leaveLock();
    await stack.down({ deleteData: false });
    expect(stack.locks()).toEqual([]);
    await stack.leaveLock("without its lease");
    await stack.down({ deleteData: true });
    expect(await stack.countObjects()).toBe(0);
  });

  test("in the middle of a file of the state", async () => {
    await stack.bringUp();
    writeFileSync(`${stack.stateFile}.attrs`, "");
    await stack.continueAndCheck();
    writeFileSync(stack.stateFile, readFileSync(stack.stateFile, "utf8").slice(0, 1000));
    await stack.continueAndCheck();
  });
});
