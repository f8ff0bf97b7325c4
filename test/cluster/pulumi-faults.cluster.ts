import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fault, type FaultProxy, startFaultProxy } from "./pulumi-fault-proxy.ts";
import { readUids } from "./pulumi-objects.ts";
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

const faults: Fault[] = [409, 429, 500, 503, "cut-before", "cut-after"];

describe.skipIf(whyNoLab !== undefined)("up through a bad network", () => {
  const stack = testStack("faulty");
  const manifests = testManifests(stack, { settings: 3 });
  const api = openLabApi();
  let folder = "";

  beforeAll(() => {
    console.info(useLab(process.env));
    folder = newDataFolder();
  });

  afterAll(async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  test.for(faults)("%s on two of the engine's writes", async (fault) => {
    await labEngine(folder).down(stack, { deleteData: true });
    let left = 2;
    // Of the stack's own objects: the tool's lease and record have a client that repeats by itself.
    const proxy: FaultProxy = await startFaultProxy((method, path) => {
      const isWrite = method === "PATCH" || method === "POST";
      if (!isWrite || !path.includes("/namespaces/faulty-") || path.includes("dryRun") || left === 0) return;
      left -= 1;
      return fault;
    });
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, proxy.kubeconfig, { mode: 0o600 });
    try {
      await bringUp(labEngine(folder, { kubeconfig }), stack, manifests);
    } finally {
      await proxy.close();
    }
    expect(proxy.damaged()).toBe(2);
    expect(Object.keys(await readUids(api, stack.name))).toHaveLength(manifests.length);
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: manifests.length });
  });
});
