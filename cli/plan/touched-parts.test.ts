import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import type { Change, FieldChange } from "../../deploy/engine.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { touchedParts } from "./touched-parts.ts";

const stack = exampleStack();
const object = (kind: string, spec: object = {}, product = "reference"): KubeObject => ({
  apiVersion: "apps/v1",
  kind,
  metadata: {
    name: kind.toLowerCase(),
    namespace: "utopia-civil",
    labels: { "country-stack/product": product, "app.kubernetes.io/version": "1.0" },
  },
  spec,
});
const field = (path: string): FieldChange => ({ path, kind: "update", replaces: false });
const changed = (
  kind: string,
  path: string,
  spec: object = {},
  action: Change["action"] = "update",
): Change => ({
  part: "civil",
  id: `${kind} ${path}`,
  action,
  fields: [field(path)],
  before: object(kind, spec),
  after: object(kind, spec),
});
const unchanged = changed("Service", "", {}, "same");
const touch = (...changes: Change[]) => {
  const [part] = touchedParts(stack, [unchanged, ...changes]);
  return `${part?.how}${part?.interrupted ? ", interrupted" : ""}`;
};

describe("what a plan does to a part", () => {
  it("is nothing where nothing changes", () => {
    expect(touchedParts(stack, [unchanged])).toEqual([]);
  });

  it("is new pods where the pods' template changes: a StatefulSet's one pod is away meanwhile, a Deployment's is not", () => {
    const path = "spec.template.spec.containers[0].image";
    expect(touch(changed("StatefulSet", path, { replicas: 1 }))).toBe("restarted, interrupted");
    expect(touch(changed("StatefulSet", path))).toBe("restarted, interrupted");
    expect(touch(changed("StatefulSet", path, { replicas: 3 }))).toBe("restarted");
    expect(touch(changed("Deployment", path, { replicas: 1 }))).toBe("restarted");
    expect(touch(changed("Deployment", path, { strategy: { type: "Recreate" } }))).toBe(
      "restarted, interrupted",
    );
  });

  it("is no new pods where only their number or settings change", () => {
    expect(touch(changed("Deployment", "spec.replicas", { replicas: 2 }))).toBe("scaled");
    expect(touch(changed("Deployment", "spec.replicas", { replicas: 0 }))).toBe("scaled, interrupted");
    expect(touch(changed("NetworkPolicy", "spec.ingress"))).toBe("adjusted");
    expect(touch(changed("StatefulSet", "metadata.labels"))).toBe("adjusted");
  });

  it("is an interruption where the workload is made anew", () => {
    expect(touch(changed("StatefulSet", "spec.serviceName", {}, "replace"))).toBe("recreated, interrupted");
  });

  it("is the gravest of what its objects go through", () => {
    const changes = [
      changed("NetworkPolicy", "spec"),
      changed("Deployment", "spec.replicas", { replicas: 2 }),
    ];
    expect(touch(...changes)).toBe("scaled");
  });

  it("is not examined where a chart or an operator decides", () => {
    const of = (apiVersion: string, kind: string): Change => ({
      ...changed(kind, "spec.x"),
      before: { ...object(kind), apiVersion },
      after: { ...object(kind), apiVersion },
    });
    expect(touch(of("helm.toolkit.fluxcd.io/v2", "HelmRelease"))).toBe("chart");
    expect(touch(of("postgresql.cnpg.io/v1", "Cluster"))).toBe("operated");
  });

  it("is that it comes, goes, or gets another product", () => {
    const created: Change = { part: "civil", id: "a", action: "create", after: object("Deployment") };
    expect(touchedParts(stack, [created])).toMatchObject([
      { part: "civil", how: "new", interrupted: false, after: "reference 1.0" },
    ]);
    const deleted: Change = { part: "gone", id: "b", action: "delete", before: object("Deployment") };
    expect(touchedParts(stack, [deleted])).toMatchObject([
      { part: "gone", how: "removed", interrupted: true },
    ]);
    const claim: Change = {
      ...changed("PersistentVolumeClaim", "metadata.labels"),
      after: object("PersistentVolumeClaim", {}, "x-road"),
    };
    const swapped = touchedParts(stack, [{ ...deleted, part: "civil" }, claim]);
    expect(swapped).toMatchObject([
      { how: "swapped", before: "reference 1.0", after: "x-road 1.0", interrupted: true },
    ]);
  });

  it("names the jobs that run, and not those that stay", () => {
    const job = (action: Change["action"]): Change => changed("Job", "spec.template", {}, action);
    expect(touchedParts(stack, [unchanged, job("replace")])[0]?.jobs).toEqual(["job"]);
    expect(touchedParts(stack, [unchanged, job("update")])[0]?.jobs).toEqual([]);
  });

  it("comes in the order of the stack, what goes last", () => {
    const parts = ["gone", "civil", "mediator"].map(
      (part): Change => ({ ...changed("ConfigMap", "data"), part, id: part }),
    );
    expect(touchedParts(stack, parts).map(({ part }) => part)).toEqual(["mediator", "civil", "gone"]);
  });
});
