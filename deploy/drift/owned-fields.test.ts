import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import { type FieldManager, isForeign, lastWriterOf, ownedFields, touches } from "./owned-fields.ts";

const OBJECT = {
  spec: {
    replicas: 0,
    containers: [
      { name: "first", image: "a" },
      { name: "server", image: "b", args: ["x"] },
    ],
    finalizers: ["keep"],
    empty: {},
  },
};

function manager(name: string, fieldsV1: unknown, more: Partial<FieldManager> = {}): FieldManager {
  return { manager: name, operation: "Update", fieldsV1, ...more };
}

function withManagers(...managedFields: readonly FieldManager[]): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "one", managedFields }, ...OBJECT } as KubeObject;
}

describe("the fields that a manager holds", () => {
  const held = (fieldsV1: unknown) =>
    ownedFields(manager("kubectl", fieldsV1), OBJECT).map((keys) => keys.join("."));

  it("are found in maps, in lists by the keys of their items, and in sets by their values", () => {
    expect(held({ "f:spec": { "f:replicas": {} } })).toEqual(["spec.replicas"]);
    expect(
      held({ "f:spec": { "f:containers": { 'k:{"name":"server"}': { ".": {}, "f:image": {} } } } }),
    ).toEqual(["spec.containers.1.image"]);
    expect(held({ "f:spec": { "f:finalizers": { 'v:"keep"': {} } } })).toEqual(["spec.finalizers.0"]);
    expect(held({ "f:spec": { "f:containers": { "i:0": {} } } })).toEqual(["spec.containers.0"]);
  });

  it("are lists as a whole where the list is one value, and things themselves where they are empty", () => {
    const args = { 'k:{"name":"server"}': { "f:args": {} } };
    expect(held({ "f:spec": { "f:containers": args } })).toEqual(["spec.containers.1.args"]);
    expect(held({ "f:spec": { "f:empty": { ".": {} } } })).toEqual(["spec.empty"]);
  });

  it("are not those that are gone", () => {
    expect(held({ "f:spec": { "f:paused": {} } })).toEqual([]);
    expect(held({ "f:spec": { "f:containers": { 'k:{"name":"third"}': { "f:image": {} } } } })).toEqual([]);
  });
});

describe("the last writer of a field", () => {
  const replicas = { "f:spec": { "f:replicas": {} } };

  it("is the latest other manager that holds it, by whatever way it wrote", () => {
    const object = withManagers(
      manager("pulumi-kubernetes-1", replicas, { operation: "Apply", time: "2026-01-03T00:00:00Z" }),
      manager("helm", replicas, { time: "2026-01-01T00:00:00Z" }),
      manager("kubectl", replicas, { subresource: "scale", time: "2026-01-02T00:00:00Z" }),
      manager("kubectl-edit", { "f:spec": { "f:paused": {} } }, { time: "2026-01-04T00:00:00Z" }),
    );
    expect(lastWriterOf(object, ["spec", "replicas"])?.manager).toBe("kubectl");
  });

  it("is nobody where only the engine holds it", () => {
    const object = withManagers(manager("pulumi-kubernetes-1", replicas, { operation: "Apply" }));
    expect(lastWriterOf(object, ["spec", "replicas"])).toBeUndefined();
  });

  it("holds the whole that the field is in, or a part of it", () => {
    expect(touches(["spec", "args"], ["spec", "args", 0])).toBe(true);
    expect(touches(["spec", "args", 0], ["spec", "args"])).toBe(true);
    expect(touches(["spec", "args"], ["spec", "command"])).toBe(false);
  });
});

describe("a foreign manager", () => {
  it.each([
    ["kubectl-edit", undefined, true],
    ["cert-manager-cainjector", undefined, true],
    ["kubectl", "status", false],
    ["kube-controller-manager", undefined, false],
    ["kubelet", undefined, false],
    ["pulumi-kubernetes-0a1b", undefined, false],
  ])("%s (%s): %s", (name, subresource, foreign) => {
    expect(isForeign(manager(name, {}, subresource === undefined ? {} : { subresource }))).toBe(foreign);
  });
});
