import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { findUnremovable, markManifests } from "./mark-manifests.ts";
import { renameStack } from "./rename-stack.ts";

const EXPIRES = "2030-01-01T12:00:00.000Z";
const stack = renameStack(exampleStack(), "sbx-1");
const plain = await synthStack(stack);
const marked = markManifests(stack, plain, EXPIRES);

function ofKind(kind: string): KubeObject[] {
  return marked.map(({ object }) => object).filter((object) => object.kind === kind);
}

describe("the manifests of a sandbox", () => {
  it("carry its name, every one", () => {
    const names = new Set(marked.map(({ object }) => object.metadata.labels?.["country-stack/sandbox"]));
    expect([...names]).toEqual(["sbx-1"]);
  });

  it("say on every namespace when it goes", () => {
    expect(ofKind("Namespace")).toHaveLength(3);
    for (const { metadata } of ofKind("Namespace")) {
      expect(metadata.annotations).toEqual({ "country-stack/expires": EXPIRES });
    }
  });

  it("hold a quota and limits for every namespace, with ids of their own", () => {
    const namespaces = ofKind("Namespace").map(({ metadata }) => metadata.name);
    for (const kind of ["ResourceQuota", "LimitRange"]) {
      expect(ofKind(kind).map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
    }
    expect(new Set(marked.map(({ id }) => id)).size).toBe(marked.length);
  });

  it("leave room in the quota to replace what runs", () => {
    expect(ofKind("ResourceQuota")[0]?.["spec"]).toEqual({
      hard: {
        "requests.cpu": "350m",
        "requests.memory": "512Mi",
        "limits.cpu": "2",
        "limits.memory": "1Gi",
        "requests.storage": "2Gi",
        persistentvolumeclaims: "10",
        pods: "20",
      },
    });
  });

  it("are otherwise the profile's", () => {
    const added = ["ResourceQuota", "LimitRange"];
    const rest = marked.filter(({ object }) => !added.includes(object.kind));
    expect(rest.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
    expect(rest.map(({ object }) => object["spec"])).toEqual(plain.map(({ object }) => object["spec"]));
  });
});

describe("what a reaper could not remove", () => {
  const make = (kind: string, namespace?: string): Manifest => ({
    part: "civil",
    id: kind,
    object: { apiVersion: "v1", kind, metadata: { name: "x", ...(namespace && { namespace }) } },
  });

  it("is nothing of the reference products", () => {
    expect(findUnremovable(marked)).toEqual([]);
  });

  it("is what belongs to the whole cluster, and what is not looked into", () => {
    const some = [
      make("ClusterRole"),
      make("Namespace"),
      make("HelmRelease", "sbx-1-civil"),
      make("Secret", "sbx-1-civil"),
    ];
    expect(findUnremovable(some).map(({ kind }) => kind)).toEqual(["ClusterRole", "HelmRelease"]);
  });
});
