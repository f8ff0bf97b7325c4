import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOf, readFinalSet } from "./drills/final-set.ts";
import { listLost, readValuables, untilFiles } from "./drills/valuables.ts";
import { readUids } from "./pulumi-objects.ts";
import { descendantsOf, ended, engineBelow, killAll, startChild, untilThere } from "./pulumi-processes.ts";
import {
  bringUp,
  countChanges,
  labEngine,
  newDataFolder,
  testManifests,
  testStack,
  useLab,
} from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const parts = 3;
/** `npm run kills` has hundreds. */
const seeds = Array.from({ length: Number(process.env["DEATHS_SEEDS"] ?? 5) }, (_, index) => index + 1);

/** A number between 0 and 1 that a seed decides. */
function chance(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}

describe.skipIf(whyNoLab !== undefined)("up after a death", () => {
  const stack = testStack("dying", parts);
  const choice = { data: true, writes: true, generated: true, settings: 4 };
  const manifests = testManifests(stack, choice);
  const api = openLabApi();
  let folder = "";
  /** What an `up` leaves that nobody hurts. */
  let expected = "";

  beforeAll(async () => {
    console.info(useLab(process.env));
    folder = newDataFolder();
    await labEngine(folder).down(stack, { deleteData: true });
    await bringUp(labEngine(folder), stack, manifests);
    expected = hashOf(await readFinalSet(api, stack.name));
  });

  afterAll(async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  /** Starts `up` and waits until its update has created something. */
  async function startCreating() {
    await labEngine(folder).down(stack, { deleteData: true });
    const child = startChild({ folder, name: stack.name, parts, manifests: choice });
    const pid = child.pid ?? 0;
    await untilThere("the first object", async () => {
      const { status } = await api.request("GET", `/api/v1/namespaces/${stack.name}-mediator`);
      return status === 200 ? true : undefined;
    });
    return { child, pid };
  }

  /**
   * The same `up` in this process: nothing that was there is made anew, no secret changes, no data is lost, the same
   * objects are there as ever, and nothing is left to do.
   */
  async function continueAndCheck() {
    const uids = await readUids(api, stack.name);
    const valuables = await readValuables(api, stack.name);
    await bringUp(labEngine(folder), stack, manifests);
    expect(await readUids(api, stack.name)).toMatchObject(uids);
    expect(listLost(valuables, await untilFiles(api, stack.name, parts))).toEqual([]);
    expect(hashOf(await readFinalSet(api, stack.name))).toBe(expected);
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: manifests.length });
  }

  test.for(seeds)("of the tool, engine and provider at a random moment (seed %i)", async (seed) => {
    const { child, pid } = await startCreating();
    // Most objects are made in the first tenths of a second.
    const wait = chance(seed) ** 3 * 2500;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const doomed = [pid, ...descendantsOf(pid).map((one) => one.pid)];
    killAll(doomed);
    await ended(child);
    console.info(
      `seed ${seed}: killed ${doomed.length} processes, ${Object.keys(await readUids(api, stack.name)).length} objects`,
    );
    await continueAndCheck();
  });

  test("of the tool alone, whose engine is left to itself", async () => {
    const { child, pid } = await startCreating();
    killAll([pid]);
    await ended(child);
    await continueAndCheck();
  });

  test("of the engine alone: the same run goes on", async () => {
    const { child, pid } = await startCreating();
    const engine = await untilThere("the engine", () => engineBelow(pid).engine);
    killAll([engine]);
    expect(await ended(child)).toBe(0);
    await continueAndCheck();
  });

  test("of the provider alone: the same run goes on", async () => {
    const { child, pid } = await startCreating();
    const provider = await untilThere("the provider", () => engineBelow(pid).provider);
    killAll([provider]);
    expect(await ended(child)).toBe(0);
    await continueAndCheck();
  });

  test("in the middle of a file of the state", async () => {
    await bringUp(labEngine(folder), stack, manifests);
    const state = stateFile(folder, stack.name);
    writeFileSync(`${state}.attrs`, "");
    await continueAndCheck();
    writeFileSync(state, readFileSync(state, "utf8").slice(0, 1000));
    await continueAndCheck();
  });
});

/** Where the engine keeps the state of a stack whose state is in the data folder. */
function stateFile(folder: string, stack: string): string {
  return join(folder, "state/.pulumi/stacks/country-stack", `${stack}.json`);
}
