import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../charts/spi/index.ts";
import { synthStack } from "../constructs/synth.ts";
import { exampleStack } from "../test/example-stack.ts";
import { contentOf, fillSecrets } from "./secrets.ts";

const ID = "core/utopia-mediator/Secret/mediator-management";
const BEFORE = "2026-01-01T00:00:00.000Z";
const manifests = await synthStack(exampleStack());
const known = { data: { token: btoa("the one before") }, generation: 3, generatedAt: BEFORE };
describe("a Secret of the cluster", () => {
  it("is read back from the cluster as it was written", () => {
    const filled = fillSecrets(manifests, new Map([[ID, known]]));
    expect(contentOf(objectOf(filled, ID))).toEqual(known);
  });

  it("that someone applied without values has none, and was never made", () => {
    const metadata = { name: "x", creationTimestamp: BEFORE };
    expect(contentOf({ apiVersion: "v1", kind: "Secret", metadata })).toEqual({
      data: {},
      generation: 0,
      generatedAt: BEFORE,
    });
  });
});

describe("fillSecrets", () => {
  const filled = fillSecrets(manifests, new Map([[ID, known]]));

  it("puts the generation into the pods that read the Secret, and changes nothing else", () => {
    const workload = "apps/utopia-mediator/StatefulSet/mediator";
    expect(objectOf(filled, workload)["spec"]).toMatchObject({
      template: { metadata: { annotations: { "country-stack/secret-generation": "mediator-management=3" } } },
    });
    const others = (list: readonly Manifest[]) => list.filter(({ id }) => ![ID, workload].includes(id));
    expect(others(filled)).toEqual(others(manifests));
  });

  it("leaves the manifests that people read as they are", () => {
    expect(objectOf(manifests, ID)["data"]).toBeUndefined();
    expect(fillSecrets(manifests, new Map([[ID, { ...known, generation: 1 }]])).length).toBe(
      manifests.length,
    );
  });
});

function objectOf(list: readonly Manifest[], id: string): KubeObject {
  const found = list.find((manifest) => manifest.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.object;
}
