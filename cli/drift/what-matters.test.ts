import { beforeAll, describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { Drift, FieldDrift, ObjectDrift } from "../../deploy/drift/drift.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { formatDrift } from "../ui/drift.ts";
import { judgeDrift } from "./what-matters.ts";

const STACK = exampleStack();
let before: Manifest[];

beforeAll(async () => {
  before = await synthStack(STACK);
});

const idOf = (kind: string, part: string) =>
  before.find(({ part: name, object }) => name === part && object.kind === kind)?.id ?? "";

function driftOf(objects: readonly ObjectDrift[], now: readonly Manifest[]): Drift {
  const none = { unaided: [], extrasKnown: true, profileChanged: false, opaque: [] };
  return { objects, compared: before.length, ...none, before, now };
}

function changed(id: string, pointer: string, more: Partial<FieldDrift> = {}): ObjectDrift {
  const path = pointer.slice(1).replaceAll("/", ".");
  const field: FieldDrift = {
    path,
    pointer,
    kind: "changed",
    applied: "a",
    live: "b",
    up: "restores",
    ...more,
  };
  return { id, part: id.split("/").at(-1)?.replace(/-.*/, "") ?? "", kind: "changed", fields: [field] };
}

/** The manifests with one of them changed by a hand. */
function editing(id: string, edit: (object: KubeObject) => void): Manifest[] {
  return before.map((manifest) => {
    if (manifest.id !== id) return manifest;
    const object = structuredClone(manifest.object);
    edit(object);
    return { ...manifest, object };
  });
}

interface Workload {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { securityContext: object }[] } };
  };
}

describe("a difference", () => {
  it("matters to the security rule that it breaks, at the field that breaks it", () => {
    const id = idOf("StatefulSet", "civil");
    const pointer = "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem";
    const now = editing(id, (object) => {
      const [container] = (object as unknown as Workload).spec.template.spec.containers;
      Object.assign(container?.securityContext ?? {}, { readOnlyRootFilesystem: false });
    });
    const drift = driftOf([changed(id, pointer), changed(id, "/spec/replicas")], now);
    const [one, other] = judgeDrift(drift, STACK);
    expect(one?.fields[0]?.rules).toEqual(["read-only-root-file-system"]);
    expect([one?.rules, one?.checks]).toEqual([[], ["civil"]]);
    expect(other?.fields[0]?.rules).toEqual([]);
  });

  it("that is an object gone matters to the rules that miss it", () => {
    const id = before.find(
      ({ part, object }) => part === "civil" && object.metadata.name === "default-deny",
    )?.id;
    const gone: ObjectDrift = { id: id ?? "", part: "civil", kind: "missing", fields: [], up: "makes" };
    const now = before.filter((manifest) => manifest.id !== id);
    const replicas = changed(idOf("StatefulSet", "civil"), "/spec/replicas");
    const [one, other] = judgeDrift(driftOf([gone, replicas], now), STACK);
    expect(one?.rules).toContain("default-deny");
    expect(other?.rules).toEqual([]);
  });

  it("in labels and notes alone, and in what no request passes through, matters to no check", () => {
    const label = changed(idOf("StatefulSet", "civil"), "/metadata/labels/x");
    const account = changed(idOf("ServiceAccount", "civil"), "/automountServiceAccountToken");
    const judged = judgeDrift(driftOf([label, account], before), STACK);
    expect(judged.map(({ checks }) => checks)).toEqual([[], []]);
  });

  it("is judged also where somebody added an object for a part that the stack does not have", () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "y" } };
    const extra: ObjectDrift = {
      id: "core/y/ConfigMap/x",
      part: "nobody",
      kind: "extra",
      fields: [],
      up: "leaves",
    };
    const now = [...before, { part: "nobody", id: extra.id, object }];
    expect(judgeDrift(driftOf([extra], now), STACK)).toMatchObject([{ rules: [], checks: [] }]);
  });
});

it("differences are shown part by part in the stack's order, a line a field, with who, when and what up does", () => {
  const when = "2026-11-21T10:00:00Z";
  const scaled = changed(idOf("StatefulSet", "civil"), "/spec/replicas", { by: "kubectl", when });
  const added = changed(idOf("Service", "mediator"), "/spec/ports", {
    kind: "added",
    up: "leaves",
    live: "x".repeat(60),
  });
  const gone: ObjectDrift = {
    id: "core/n/ConfigMap/lost",
    part: "civil",
    kind: "missing",
    fields: [],
    up: "makes",
  };
  const objects = judgeDrift(driftOf([scaled, gone, added], before), STACK);
  expect(formatDrift(objects, new Date("2026-11-21T10:05:00Z"))).toMatchInlineSnapshot(`
    "mediator
      OBJECT            FIELD       APPLIED    IS                                        BY       WHEN     MATTERS TO          UP
      Service mediator  spec.ports  (not set)  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  unknown  unknown  checks of mediator  leaves it

    civil
      OBJECT             FIELD          APPLIED  IS  BY       WHEN     MATTERS TO       UP
      StatefulSet civil  spec.replicas  a        b   kubectl  5m ago   checks of civil  puts it back
      ConfigMap lost     is gone                     unknown  unknown  checks of civil  makes it again"
  `);
});
