import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOf, readFinalSet } from "./drills/final-set.ts";
import { listLost, readValuables, untilFiles } from "./drills/valuables.ts";
import { type FaultProxy, startFaultProxy } from "./pulumi-fault-proxy.ts";
import { readUids } from "./pulumi-objects.ts";
import { untilThere } from "./pulumi-processes.ts";
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

const AWAY_MS = 120_000;

describe.skipIf(whyNoLab !== undefined)("up while the API server is away for two minutes", () => {
  const stack = testStack("outage");
  const manifests = testManifests(stack, { settings: 4, data: true, writes: true, generated: true });
  const api = openLabApi();
  let folder = "";
  let proxy: FaultProxy;

  beforeAll(async () => {
    console.info(useLab(process.env));
    folder = newDataFolder();
    proxy = await startFaultProxy(() => undefined);
    writeFileSync(join(folder, "kubeconfig"), proxy.kubeconfig, { mode: 0o600 });
  });

  afterAll(async () => {
    await proxy.close();
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  test("stops with a sentence, and the same up reaches the same end", { timeout: 400_000 }, async () => {
    const expected = await leaveUnhurt();
    const first = bringUp(engine(), stack, manifests).catch((error: Error) => error);
    await untilThere("the first object", async () => {
      const { status } = await api.request("GET", "/api/v1/namespaces/outage-civil");
      return status === 200 || undefined;
    });
    await proxy.goAway();
    const away = Date.now();
    const ended = await first;
    const stopped = Date.now() - away;
    expect(String(ended)).toMatch(/lost its claim on stack outage|does not answer|unreachable|ECONNREFUSED/);
    const known = { ...(await readUids(api, stack.name)), ...(await readValuables(api, stack.name)) };
    await expect(bringUp(engine(), stack, manifests)).rejects.toThrow(/does not answer.*kubectl/);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, AWAY_MS - (Date.now() - away))));
    await proxy.comeBack();
    await bringUp(engine(), stack, manifests);
    console.info(
      `stopped after ${(stopped / 1000).toFixed(1)} s: ${String(ended)}; ${Object.keys(known).length} objects were there`,
    );
    const after = await untilFiles(api, stack.name, stack.parts.length);
    expect(listLost(known, { ...(await readUids(api, stack.name)), ...after })).toEqual([]);
    expect(hashOf(await readFinalSet(api, stack.name))).toBe(expected);
    expect(await countChanges(engine(), stack, manifests)).toEqual({ same: manifests.length });
  });

  /** The hash of what an up leaves that nothing disturbs; the stack is gone again afterwards. */
  async function leaveUnhurt(): Promise<string> {
    await bringUp(engine(), stack, manifests);
    const hash = hashOf(await readFinalSet(api, stack.name));
    await engine().down(stack, { deleteData: true });
    return hash;
  }

  function engine() {
    return labEngine(folder, { kubeconfig: join(folder, "kubeconfig") });
  }
});
