import { describe, expect, it } from "vitest";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import { fieldManagerOf, planAdoption, stateEntry } from "./adoption.ts";
import type { DeploymentState } from "./deployment-state.ts";
import { urnOf } from "./resource.ts";

const OURS = { "app.kubernetes.io/managed-by": "country-stack", "country-stack/stack": "utopia" };

function manifest(kind: string, name: string, rest: object = {}): Manifest {
  const object: KubeObject = {
    apiVersion: "v1",
    kind,
    metadata: { name, namespace: "n", labels: OURS },
    ...rest,
  };
  return { part: "civil", id: manifestId(object), object };
}

function stateOf(...manifests: readonly Manifest[]): DeploymentState {
  const resources = manifests.map((one) => ({
    urn: urnOf("utopia", one),
    type: `kubernetes:core/v1:${one.object.kind}`,
  }));
  return { version: 3, deployment: { resources } };
}

describe("adoption", () => {
  const known = manifest("ConfigMap", "known");
  const orphan = manifest("ConfigMap", "orphan");
  const taken = manifest("ConfigMap", "taken");
  const gone = manifest("ConfigMap", "gone");
  const fresh = manifest("ConfigMap", "fresh");
  const foreign = { ...taken.object, metadata: { name: "taken", namespace: "n", labels: {} } };

  it("tells ours from others', and what is gone from what is there", () => {
    const live = new Map([
      [known.id, known.object],
      [orphan.id, orphan.object],
      [taken.id, foreign],
    ]);
    const all = [known, orphan, taken, gone, fresh];
    expect(planAdoption("utopia", all, stateOf(known, gone), live)).toEqual({
      adopt: [orphan],
      foreign: [taken],
      gone: [urnOf("utopia", gone)],
    });
  });

  it("takes an object of another stack of ours for a foreign one", () => {
    const live = new Map([[orphan.id, orphan.object]]);
    expect(planAdoption("atlantis", [orphan], stateOf(), live).foreign).toEqual([orphan]);
  });

  it("records an unchanged object as declared, so that 1024Mi and 1Gi do not replace a claim", () => {
    const claim = manifest("PersistentVolumeClaim", "data", { spec: { size: "1024Mi" } });
    const live = { ...claim.object, spec: { size: "1Gi", volumeName: "pv" } };
    const entry = stateEntry("utopia", { manifest: claim, live, unchanged: true }, "provider");
    expect(entry.inputs).toMatchObject({ spec: { size: "1024Mi" } });
    expect(entry).toMatchObject({ id: "n/data", retainOnDelete: true });
  });

  it("records a changed object as it is, with a mark that makes the update apply", () => {
    const wanted = manifest("ConfigMap", "settings", { data: { a: "new" } });
    const live = { ...wanted.object, data: { a: "old", b: "left over" } };
    const entry = stateEntry("utopia", { manifest: wanted, live, unchanged: false }, "provider");
    expect(entry.inputs).toMatchObject({
      data: { a: "old" },
      metadata: { annotations: { "country-stack/adopted": "true" } },
    });
    expect(JSON.stringify(entry.inputs)).not.toContain("left over");
  });

  it("hands a Secret's content over as a secret", () => {
    const secret = manifest("Secret", "key", { stringData: { password: "p" } });
    const live = { ...secret.object, data: { password: "cA==" }, stringData: undefined };
    const entry = stateEntry("utopia", { manifest: secret, live, unchanged: false }, "provider");
    const marker = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    expect(entry.inputs?.["stringData"]).toEqual({ ...marker, plaintext: '{"password":"p"}' });
    expect(entry.outputs?.["data"]).toMatchObject(marker);
  });

  it("goes on under the field manager that applied the object", () => {
    const managedFields = [
      { manager: "kube-controller-manager", operation: "Update" },
      { manager: "pulumi-kubernetes-1a2b", operation: "Apply" },
    ];
    const live = { ...known.object, metadata: { ...known.object.metadata, managedFields } };
    expect(fieldManagerOf(live)).toBe("pulumi-kubernetes-1a2b");
  });
});
