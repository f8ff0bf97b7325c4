import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const LEASE = "/apis/coordination.k8s.io/v1/namespaces/country-stack/leases/others";
const ELSEWHERE = "00000000-1111-2222-3333-444444444444";

describe.skipIf(whyNoLab !== undefined)("a stack that others claim", () => {
  const stack = testStack("others", 1);
  const manifests = testManifests(stack, { data: true, workloads: false });
  const api = openLabApi();
  let folder = "";

  beforeAll(async () => {
    console.info(useLab(process.env));
    folder = newDataFolder();
    await bringUp(labEngine(folder), stack, manifests);
  });

  afterAll(async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  test("is refused with the state of another cluster, whatever is asked, and told the way out", async () => {
    const uids = await readUids(api, stack.name);
    const { uid } = (await api.request("GET", "/api/v1/namespaces/kube-system")).body.metadata;
    replaceInState(uid, ELSEWHERE);
    const sentence = new RegExp(
      `state of stack others describes another cluster \\(kube-system ${ELSEWHERE}\\) than this one \\(${uid}\\).*--context.*--state`,
    );
    const engine = labEngine(folder);
    await expect(bringUp(engine, stack, manifests)).rejects.toThrow(sentence);
    await expect(engine.preview(stack, manifests)).rejects.toThrow(sentence);
    await expect(engine.down(stack, { deleteData: true })).rejects.toThrow(sentence);
    expect(await readUids(api, stack.name)).toEqual(uids);
    replaceInState(ELSEWHERE, uid);
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: manifests.length });
  });

  test("is taken over from a dead run of another machine after watching its claim", async () => {
    await claim({ renewTime: minutesAgo(1) });
    const started = Date.now();
    await bringUp(labEngine(folder), stack, manifests);
    expect(Date.now() - started).toBeGreaterThan(7000);
    expect((await api.request("GET", LEASE)).body.spec.holderIdentity).toBeUndefined();
  });

  test("is not taken from a run of another machine whose clock is behind", async () => {
    await claim({ renewTime: minutesAgo(5) });
    const renewing = setInterval(() => void claim({ renewTime: minutesAgo(5) }), 1000);
    try {
      await expect(bringUp(labEngine(folder), stack, manifests)).rejects.toThrow(
        /being changed by ada on elsewhere \(process 4711\) since 2026/,
      );
    } finally {
      clearInterval(renewing);
    }
    expect((await api.request("GET", LEASE)).body.spec.holderIdentity).toBe("ada@elsewhere:4711+ab");
  });

  test("is refused at once while a run of another machine renews its claim", async () => {
    await claim({ renewTime: minutesAgo(0) });
    const started = Date.now();
    await expect(bringUp(labEngine(folder), stack, manifests)).rejects.toThrow(/ada on elsewhere/);
    expect(Date.now() - started).toBeLessThan(5000);
    await claim({ holderIdentity: null });
  });

  /** Changes every copy of the state that the engine reads. */
  function replaceInState(before: string, after: string): void {
    const file = join(folder, "state/.pulumi/stacks/country-stack/others.json");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(before);
    writeFileSync(file, text.replaceAll(before, after));
  }

  async function claim(changes: object): Promise<void> {
    const spec = {
      holderIdentity: "ada@elsewhere:4711+ab",
      acquireTime: "2026-11-21T12:00:00.000000Z",
      leaseDurationSeconds: 15,
      ...changes,
    };
    await api.request("PATCH", LEASE, { spec }, "application/merge-patch+json");
  }
});

/** A time as Kubernetes' MicroTime. */
function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString().replace("Z", "000Z");
}
