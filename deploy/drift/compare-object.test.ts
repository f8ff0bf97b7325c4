import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import { compareObject } from "./compare-object.ts";
import { overlay } from "./overlay.ts";
import type { FieldManager } from "./owned-fields.ts";

const OURS: FieldManager = {
  manager: "pulumi-kubernetes-1",
  operation: "Apply",
  fieldsV1: { "f:spec": { "f:replicas": {}, "f:containers": { 'k:{"name":"server"}': { "f:name": {} } } } },
};

function edited(fieldsV1: unknown): FieldManager {
  return { manager: "kubectl-edit", operation: "Update", time: "2026-11-21T10:00:00Z", fieldsV1 };
}

function deployment(spec: object, managedFields: readonly FieldManager[] = [OURS]): KubeObject {
  const metadata = { name: "civil", resourceVersion: "7", managedFields };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata, spec, status: { ready: 1 } } as KubeObject;
}

const APPLIED = { replicas: 2, containers: [{ name: "server" }] };

function compare(live: KubeObject, changes: { applied?: KubeObject; restorable?: boolean } = {}) {
  const { applied = deployment(APPLIED, []), restorable = true } = changes;
  const expected = overlay(live, applied) as KubeObject;
  return compareObject({ applied, expected, live, restorable }, (text) => text.replaceAll("hidden", "***"));
}

describe("an object compared with what was applied", () => {
  it("is the same though the server filled in defaults, a status and what moves at every write", () => {
    expect(compare(deployment({ ...APPLIED, paused: false, strategy: { type: "Recreate" } }))).toEqual([]);
  });

  it("has a changed field, with who changed it and when, which up puts back", () => {
    const live = deployment({ ...APPLIED, replicas: 0 }, [OURS, edited({ "f:spec": { "f:replicas": {} } })]);
    expect(compare(live)).toEqual([
      {
        path: "spec.replicas",
        pointer: "/spec/replicas",
        kind: "changed",
        applied: "2",
        live: "0",
        by: "kubectl-edit",
        when: "2026-11-21T10:00:00Z",
        up: "restores",
      },
    ]);
  });

  it("has a removed field, of which nobody is named", () => {
    const [field] = compareObject(
      {
        applied: deployment(APPLIED),
        expected: deployment(APPLIED),
        live: deployment({ containers: APPLIED.containers }),
        restorable: true,
      },
      String,
    );
    expect(field).toEqual({
      path: "spec.replicas",
      pointer: "/spec/replicas",
      kind: "removed",
      applied: "2",
      up: "restores",
    });
  });

  it("has a field that somebody added, an item of a list as a whole, which up leaves", () => {
    const containers = [{ name: "server" }, { name: "spy", image: "x" }];
    const item = { 'k:{"name":"spy"}': { ".": {}, "f:name": {}, "f:image": {} } };
    const live = deployment({ replicas: 2, containers }, [
      OURS,
      edited({ "f:spec": { "f:containers": item } }),
    ]);
    // The server keeps the item of another manager when ours is applied again.
    const found = compareObject(
      { applied: deployment(APPLIED, []), expected: live, live, restorable: true },
      String,
    );
    expect(found.map(({ path, kind, up }) => [path, kind, up])).toEqual([
      ["spec.containers[spy]", "added", "leaves"],
    ]);
  });

  it("has no addition in a field that another holds while it is as it was applied", () => {
    expect(compare(deployment(APPLIED, [edited({ "f:spec": { "f:replicas": {} } })]))).toEqual([]);
  });

  it("has none in what controllers put on the objects of others", () => {
    const live = deployment(APPLIED, [OURS, edited({ "f:metadata": { "f:finalizers": { 'v:"x/y"': {} } } })]);
    Object.assign(live.metadata, { finalizers: ["x/y"] });
    expect(compare(live)).toEqual([]);
  });

  it("stays as it is where the server would not have the old values back", () => {
    const live = deployment({ ...APPLIED, replicas: 0 });
    expect(compare(live, { restorable: false }).map(({ up }) => up)).toEqual(["leaves"]);
  });

  it("is compared by quantity and not by its writing", () => {
    const claim = (storage: string) => deployment({ resources: { requests: { storage } } }, []);
    expect(compare(claim("1Gi"), { applied: claim("1024Mi") })).toEqual([]);
    expect(compare(claim("2Gi"), { applied: claim("1024Mi") })).toHaveLength(1);
  });
});

describe("values that nobody should read", () => {
  const secret = (data: object, annotations = {}): KubeObject =>
    ({ apiVersion: "v1", kind: "Secret", metadata: { name: "key", annotations }, data }) as KubeObject;

  it("are covered in Secrets, and up keeps a changed one that the engine made and makes a removed one anew", () => {
    const made = { "country-stack/generate": "{}" };
    const applied = secret({ token: "YQ==", other: "Yg==" }, made);
    const live = secret({ token: "Yw==" }, made);
    const found = compareObject({ applied, expected: applied, live, restorable: true }, String);
    expect(found.map(({ path, applied, live, up }) => [path, applied, live, up])).toEqual([
      ["data.token", "(secret)", "(secret)", "keeps"],
      ["data.other", "(secret)", undefined, "renews"],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/YQ==|Yg==|Yw==/);
  });

  it("are covered in variables by their names, and everywhere by the values of the stack's secrets", () => {
    const env = [
      { name: "DB_PASSWORD", value: "open" },
      { name: "URL", value: "http://hidden@x" },
    ];
    const live = deployment({ containers: [{ name: "server", env }] });
    const applied = deployment({ containers: [{ name: "server" }] });
    const expected = deployment({ containers: [{ name: "server" }] });
    const cover = (text: string) => text.replaceAll("hidden", "***");
    const [field, ...others] = compareObject({ applied, expected, live, restorable: true }, cover);
    expect([field?.path, others]).toEqual(["spec.containers[server].env", []]);
    expect(field?.live).toBe(
      '[{"name":"DB_PASSWORD","value":"(secret)"},{"name":"URL","value":"http://***@x"}]',
    );
    const own = deployment({ containers: [{ name: "server", env: [{ name: "URL", value: "y" }] }] });
    const found = compareObject({ applied: own, expected: own, live, restorable: true }, cover);
    expect(found.map(({ path, live: text }) => [path, text])).toEqual([
      ["spec.containers[server].env[DB_PASSWORD]", "(secret)"],
      ["spec.containers[server].env[URL].value", "http://***@x"],
    ]);
  });
});
