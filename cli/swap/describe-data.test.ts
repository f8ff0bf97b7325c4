import { describe, expect, test } from "vitest";
import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import { examplePart, exampleStack } from "../../test/example-stack.ts";
import { describeData } from "./describe-data.ts";
import type { StackVersion } from "./stack-version.ts";

const CIVIL = examplePart("civil", "digital-registries", { registries: [] });
const DATABASE: Part = {
  ...CIVIL,
  name: "civil-postgres",
  addedFor: "civil",
  product: { ...CIVIL.product, id: "postgres" },
};

/** A stack of civil, social and what `parts` has, with manifests `PART: object`. */
function version(
  objects: readonly [part: string, object: KubeObject][],
  parts: readonly Part[] = [CIVIL],
): StackVersion {
  const stack: Stack = exampleStack(2, {
    parts: [...parts, examplePart("social", "digital-registries", { registries: [] })],
    links: [],
  });
  const manifests = objects.map(
    ([part, object]): Manifest => ({
      part,
      id: `${object.kind}/${object.metadata.name}`,
      object,
    }),
  );
  return { stack, manifests };
}

function claim(name: string, spec: { storage?: string; class?: string; modes?: string[] } = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: "utopia-civil" },
    spec: {
      accessModes: spec.modes ?? ["ReadWriteOnce"],
      resources: { requests: { storage: spec.storage ?? "1Gi" } },
      ...(spec.class === undefined ? {} : { storageClassName: spec.class }),
    },
  };
}

/** The claims of a swap as `NAME FATE TROUBLE WANTED`. */
function fates(before: StackVersion, after?: StackVersion): string[] {
  const step = { part: "civil", before, product: CIVIL.product, ...(after === undefined ? {} : { after }) };
  return describeData(step).claims.map(({ name, fate, trouble = "", wanted = "" }) =>
    `${name} ${fate} ${trouble} ${wanted}`.trimEnd(),
  );
}

describe("the claims of a part", () => {
  test("stay unused, are taken over, or are new", () => {
    const before = version([
      ["civil", claim("data")],
      ["civil", claim("old")],
    ]);
    const after = version([
      ["civil", claim("data")],
      ["civil", claim("new")],
    ]);
    expect(fates(before, after)).toEqual(["data taken-over", "old unused", "new new"]);
  });

  test.each([
    ["size", { storage: "512Mi" }, "512Mi"],
    ["size", { storage: "2Gi" }, "2Gi"],
    ["class", { class: "fast" }, "fast"],
    ["modes", { modes: ["ReadWriteMany"] }, "ReadWriteMany"],
  ])("are in trouble where the %s would have to change", (trouble, spec, wanted) => {
    const [before, after] = [version([["civil", claim("data")]]), version([["civil", claim("data", spec)]])];
    expect(fates(before, after)).toEqual([`data taken-over ${trouble} ${wanted}`]);
  });

  test("are no trouble in another way of writing the same", () => {
    const [before, after] = [
      version([["civil", claim("data", { storage: "1Gi" })]]),
      version([["civil", claim("data", { storage: "1024Mi" })]]),
    ];
    expect(fates(before, after)).toEqual(["data taken-over"]);
  });

  test("of a StatefulSet have the names that it gives them, and are taken as they are", () => {
    const set = (storage: string): KubeObject => ({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "civil", namespace: "utopia-civil" },
      spec: {
        replicas: 2,
        volumeClaimTemplates: [
          { metadata: { name: "data" }, spec: { resources: { requests: { storage } } } },
        ],
      },
    });
    expect(fates(version([["civil", set("1Gi")]]), version([["civil", set("2Gi")]]))).toEqual([
      "data-civil-0 taken-over",
      "data-civil-1 taken-over",
    ]);
  });

  test("are not known where the parts do not fit together", () => {
    expect(fates(version([["civil", claim("data")]]))).toEqual(["data unknown"]);
  });
});

describe("what else the swap touches", () => {
  test("is the database that stays under the same name, and no part beside it", () => {
    const objects: [string, KubeObject][] = [
      ["civil-postgres", claim("civil-postgres-data")],
      ["social", claim("social-data")],
    ];
    const both = version(objects, [CIVIL, DATABASE]);
    expect(fates(both, both)).toEqual(["civil-postgres-data taken-over"]);
  });

  test("is the database that goes", () => {
    const before = version([["civil-postgres", claim("civil-postgres-data")]], [CIVIL, DATABASE]);
    expect(fates(before, version([]))).toEqual(["civil-postgres-data unused"]);
  });

  test("are secrets that nobody reads any more, charts and custom resources", () => {
    const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
      apiVersion,
      kind,
      metadata: { name, namespace: "utopia-civil" },
    });
    const before = version([
      ["civil", object("v1", "Secret", "login")],
      ["civil", object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "chart")],
      ["civil", object("postgresql.cnpg.io/v1", "Cluster", "database")],
      ["civil", object("networking.k8s.io/v1", "NetworkPolicy", "default-deny")],
      ["social", object("postgresql.cnpg.io/v1", "Cluster", "theirs")],
    ]);
    const after = version([["civil", object("postgresql.cnpg.io/v1", "Cluster", "database")]]);
    const data = describeData({ part: "civil", before, after, product: CIVIL.product });
    expect(data.secrets).toEqual(["utopia-civil/login"]);
    expect(data.opaque.map(({ kind, fate }) => `${kind} ${fate}`)).toEqual([
      "HelmRelease removed",
      "Cluster stays",
    ]);
  });
});
