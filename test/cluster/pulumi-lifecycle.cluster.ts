import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeptObject } from "../../deploy/engine.ts";
import { listEverything, readUids } from "./pulumi-objects.ts";
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

describe.skipIf(whyNoLab !== undefined)("the Pulumi engine in a real cluster", () => {
  const stack = testStack("life");
  const manifests = testManifests(stack, { data: true });
  const api = openLabApi();
  let folder = "";
  let before: string[] = [];

  beforeAll(async () => {
    console.info(useLab(process.env));
    folder = newDataFolder();
    await labEngine(folder).down(stack, { deleteData: true });
    before = await listEverything(api);
  });

  afterAll(async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    api.close();
  });

  test("shows what it would create, and creates it until it is ready", async () => {
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ create: 12 });
    const events = await bringUp(labEngine(folder), stack, manifests);
    const ready = events.filter(({ state }) => state === "ready").map(({ part }) => part);
    expect(ready.sort()).toEqual(["civil", "mediator"]);
    const { body } = await api.request("GET", "/apis/apps/v1/namespaces/life-civil/deployments/civil");
    expect(body.status.availableReplicas).toBe(1);
  });

  test("keeps a record in the cluster and a passphrase that only this user reads", async () => {
    const { body } = await api.request("GET", "/api/v1/namespaces/country-stack/configmaps/life");
    expect(body.data.state).toMatch(/^file:\/\/.*\/state$/);
    expect(JSON.parse(body.data.runs).at(-1)).toMatchObject({ what: "up", result: "done" });
    expect(statSync(join(folder, "life", "passphrase")).mode & 0o777).toBe(0o600);
  });

  test("changes nothing when nothing changed", async () => {
    const uids = await readUids(api, "life");
    await bringUp(labEngine(folder), stack, manifests);
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: 12 });
    expect(await readUids(api, "life")).toEqual(uids);
  });

  test("changes one object when one changed, and says which field", async () => {
    const changed = manifests.map((manifest) =>
      manifest.id === "core/life-civil/ConfigMap/settings-0"
        ? { ...manifest, object: { ...manifest.object, data: { setting: "two" } } }
        : manifest,
    );
    const changes = await labEngine(folder).preview(stack, changed);
    expect(changes.filter(({ action }) => action !== "same")).toMatchObject([
      {
        part: "civil",
        id: "core/life-civil/ConfigMap/settings-0",
        action: "update",
        fields: [{ path: "data.setting", kind: "update", replaces: false, before: "one", after: "two" }],
      },
    ]);
    const uids = await readUids(api, "life");
    await bringUp(labEngine(folder), stack, changed);
    const { body } = await api.request("GET", "/api/v1/namespaces/life-civil/configmaps/settings-0");
    expect(body.data).toEqual({ setting: "two" });
    expect(await readUids(api, "life")).toEqual(uids);
  });

  test("brings back what a hand removed", async () => {
    await api.request("DELETE", "/apis/apps/v1/namespaces/life-civil/deployments/civil");
    await bringUp(labEngine(folder), stack, manifests);
    const { status } = await api.request("GET", "/apis/apps/v1/namespaces/life-civil/deployments/civil");
    expect(status).toBe(200);
  });

  test("adopts everything when the state's folder was deleted, and recreates nothing", async () => {
    const uids = await readUids(api, "life");
    rmSync(join(folder, "state"), { recursive: true });
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: 12 });
    await bringUp(labEngine(folder), stack, manifests);
    expect(await readUids(api, "life")).toEqual(uids);
    expect(await countChanges(labEngine(folder), stack, manifests)).toEqual({ same: 12 });
  });

  test("adopts and changes in one go when the state was deleted and the profile changed", async () => {
    const uids = await readUids(api, "life");
    rmSync(join(folder, "state"), { recursive: true });
    await bringUp(labEngine(folder), stack, testManifests(stack, { data: true, setting: "three" }));
    const { body } = await api.request("GET", "/api/v1/namespaces/life-civil/configmaps/settings-0");
    expect(body.data).toEqual({ setting: "three" });
    expect(await readUids(api, "life")).toEqual(uids);
  });

  test("refuses objects of others by name, all at once, before anything is changed", async () => {
    const strangers = testStack("guest");
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "guest-civil" } };
    await api.request("POST", "/api/v1/namespaces", namespace);
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings-0" } };
    await api.request("POST", "/api/v1/namespaces/guest-civil/configmaps", settings);
    const attempt = bringUp(labEngine(folder), strangers, testManifests(strangers));
    await expect(attempt).rejects.toThrow(/ConfigMap guest-civil\/settings-0.*nothing was changed/s);
    await expect(attempt).rejects.toThrow(/Namespace guest-civil/);
    expect((await api.request("GET", "/api/v1/namespaces/guest-mediator")).status).toBe(404);
    await api.request("DELETE", "/api/v1/namespaces/guest-civil");
    await labEngine(folder).down(strangers, { deleteData: true });
  });

  test("lets one of two runs at once through, and tells the other who is at work", async () => {
    const runs = await Promise.allSettled([
      bringUp(labEngine(folder), stack, manifests),
      bringUp(labEngine(folder), stack, manifests),
    ]);
    const refused = runs.filter((run) => run.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toMatch(/being changed by tester on .* \(process \d+\) since 20/);
  });

  test("refuses another place of the state than last time", async () => {
    const elsewhere = labEngine(folder, { stateUrl: `file://${folder}/other` });
    await expect(bringUp(elsewhere, stack, manifests)).rejects.toThrow(/the state of stack life is at file:/);
  });

  test("down keeps claims, secrets and their namespaces, and up finds them again", async () => {
    const uids = await readUids(api, "life");
    const kept: KeptObject[] = [];
    await labEngine(folder).down(stack, { deleteData: false, onKept: (object) => kept.push(object) });
    const kinds = kept.map(({ kind, namespace, name }) => `${kind} ${namespace ?? "-"}/${name}`).sort();
    expect(kinds).toEqual([
      "Namespace -/life-civil",
      "Namespace -/life-mediator",
      "PersistentVolumeClaim life-civil/data",
      "PersistentVolumeClaim life-mediator/data",
      "Secret life-civil/key",
      "Secret life-mediator/key",
    ]);
    await bringUp(labEngine(folder), stack, manifests);
    const after = await readUids(api, "life");
    const data = (all: Record<string, string>) =>
      Object.entries(all).filter(([name]) => /^(persistentvolumeclaims|secrets|namespaces)/.test(name));
    expect(data(after)).toEqual(data(uids));
  });

  test("down with the data leaves the API as it was before", async () => {
    await labEngine(folder).down(stack, { deleteData: true });
    expect(await listEverything(api)).toEqual(before);
  });
});
