import { afterAll, beforeAll, describe, test } from "vitest";
import { DyingStack } from "./dying-stack.ts";
import { descendantsOf, ended, killAll } from "./pulumi-processes.ts";
import { useLab } from "./pulumi-stack.ts";
import { whyNoLab } from "./running-lab.ts";

/** `npm run kills` has hundreds. */
const seeds = Array.from({ length: Number(process.env["DEATHS_SEEDS"] ?? 5) }, (_, index) => index + 1);

/** A number between 0 and 1 that a seed decides. */
function chance(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}

describe.skipIf(whyNoLab !== undefined)("up after the death of all", () => {
  let stack: DyingStack;

  beforeAll(async () => {
    console.info(useLab(process.env));
    stack = new DyingStack("dying");
    await stack.prepare();
  });
  afterAll(() => stack.remove());

  test.for(seeds)("of the tool, engine and provider at a random moment (seed %i)", async (seed) => {
    const { child, pid } = await stack.startCreating();
    // Most objects are made in the first tenths of a second.
    const wait = chance(seed) ** 3 * 2500;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const doomed = [pid, ...descendantsOf(pid).map((one) => one.pid)];
    killAll(doomed);
    await ended(child);
    console.info(`seed ${seed}: killed ${doomed.length} processes, ${await stack.countObjects()} objects`);
    await stack.continueAndCheck();
  });
});
