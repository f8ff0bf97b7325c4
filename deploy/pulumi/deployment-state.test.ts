import { describe, expect, it } from "vitest";
import {
  clusterOf,
  countPending,
  type DeploymentState,
  editState,
  objectsOf,
  withoutRetention,
} from "./deployment-state.ts";

const provider = {
  urn: "urn:pulumi:utopia::country-stack::pulumi:providers:kubernetes::cluster",
  type: "pulumi:providers:kubernetes",
  id: "p",
  inputs: { clusterIdentifier: "uid-1" },
};
const urn = (name: string) => `urn:pulumi:utopia::country-stack::kubernetes:core/v1:ConfigMap::${name}`;
const object = (name: string, ...dependencies: string[]) => ({
  urn: urn(name),
  type: "kubernetes:core/v1:ConfigMap",
  retainOnDelete: true,
  dependencies,
});
const state: DeploymentState = {
  version: 3,
  deployment: {
    secrets_providers: { type: "passphrase" },
    resources: [provider, object("a"), object("b", urn("a")), { ...object("old"), delete: true }],
    pending_operations: [{ type: "creating" }],
  },
};

describe("the engine's state", () => {
  it("knows its objects by the names of their manifests, without those on their way out", () => {
    expect([...objectsOf(state).keys()]).toEqual(["a", "b"]);
  });

  it("knows its cluster", () => {
    expect(clusterOf(state)).toBe("uid-1");
    expect(clusterOf({ version: 3, deployment: null })).toBeUndefined();
  });

  it("is rid of open operations and of what is gone, also where others waited for it", () => {
    const edited = editState(state, { forget: new Set([urn("a")]), insert: [object("c")] });
    expect(countPending(state)).toBe(1);
    expect(countPending(edited)).toBe(0);
    expect([...objectsOf(edited).keys()]).toEqual(["b", "c"]);
    expect(objectsOf(edited).get("b")?.dependencies).toEqual([]);
    expect(edited.deployment?.["secrets_providers"]).toEqual({ type: "passphrase" });
  });

  it("keeps nothing when data is to go", () => {
    expect(objectsOf(withoutRetention(state)).get("a")).not.toHaveProperty("retainOnDelete");
  });
});

it("forgets the replacement of an object that was kept, so that the next run looks at it anew", () => {
  const kept = { urn: "urn:pulumi:a::b::c::claim", type: "kubernetes:core/v1:PersistentVolumeClaim" };
  const state = { version: 3, deployment: { resources: [{ ...kept, pendingReplacement: true }] } };
  expect(countPending(state)).toBe(1);
  const edited = editState(state, { forget: new Set(), insert: [] });
  expect(edited.deployment?.resources).toEqual([kept]);
  expect(countPending(edited)).toBe(0);
});
