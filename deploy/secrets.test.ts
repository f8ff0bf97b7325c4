import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../charts/spi/index.ts";
import { synthStack } from "../constructs/synth.ts";
import { exampleStack } from "../test/example-stack.ts";
import {
  type AskedSecret,
  askedSecrets,
  contentOf,
  coverValues,
  decideContent,
  fillSecrets,
  rotateContent,
} from "./secrets.ts";

const ID = "core/utopia-mediator/Secret/mediator-management";
const BEFORE = "2026-01-01T00:00:00.000Z";
const NOW = "2026-02-02T00:00:00.000Z";
const manifests = await synthStack(exampleStack());
const asked = askedSecrets(manifests)[0] as AskedSecret;
const known = { data: { token: btoa("the one before") }, generation: 3, generatedAt: BEFORE };
/** Makes every missing value the same word. */
const make = (request: object, has: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.keys(request).map((key) => [key, has[key] ?? btoa("a new value")]));

describe("the Secrets that manifests ask for", () => {
  it("are read from their annotations", () => {
    expect(askedSecrets(manifests)).toEqual([
      {
        part: "mediator",
        id: ID,
        namespace: "utopia-mediator",
        name: "mediator-management",
        values: { token: { generate: "password", length: 40 } },
        rotatable: true,
        why: "",
      },
    ]);
  });

  it("say why they cannot be rotated", () => {
    const annotations = {
      "country-stack/generate": "{}",
      "country-stack/rotatable": "false: the law says so",
    };
    const object: KubeObject = { apiVersion: "v1", kind: "Secret", metadata: { name: "x", annotations } };
    expect(askedSecrets([{ part: "a", id: "x", object }])[0]).toMatchObject({
      rotatable: false,
      why: "the law says so",
    });
  });
});

describe("what a Secret is to hold", () => {
  it("is new where nothing is known", () => {
    expect(decideContent(asked, undefined, NOW, make)).toEqual({
      data: { token: btoa("a new value") },
      generation: 1,
      generatedAt: NOW,
    });
  });

  it("is what is known, with the same generation and age", () => {
    expect(decideContent(asked, known, NOW, make)).toEqual(known);
  });

  it("is one generation further where a value was added, the others staying", () => {
    const more = { ...asked, values: { ...asked.values, second: { generate: "password" } as const } };
    expect(decideContent(more, known, NOW, make)).toEqual({
      data: { token: btoa("the one before"), second: btoa("a new value") },
      generation: 4,
      generatedAt: NOW,
    });
  });

  it("is all new and one generation further after a rotation", () => {
    expect(rotateContent(asked, known, NOW, make)).toEqual({
      data: { token: btoa("a new value") },
      generation: 4,
      generatedAt: NOW,
    });
  });

  it("counts from one in a Secret that someone applied without values", () => {
    const empty = contentOf({ apiVersion: "v1", kind: "Secret", metadata: { name: "x" } });
    expect(decideContent(asked, empty, NOW, make)).toMatchObject({ generation: 1, generatedAt: NOW });
  });

  it("is read back from the cluster as it was written", () => {
    const filled = fillSecrets(manifests, new Map([[ID, known]]));
    expect(contentOf(objectOf(filled, ID))).toEqual(known);
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

describe("coverValues", () => {
  it("covers values as they are and in Base64", () => {
    const text = `refused: ${btoa("the one before")} (the one before)`;
    expect(coverValues(text, new Map([[ID, known]]))).toBe("refused: [secret] ([secret])");
  });

  it("leaves words alone that happen to be short values", () => {
    const contents = new Map([[ID, { ...known, data: { token: btoa("the") } }]]);
    expect(coverValues("the pod", contents)).toBe("the pod");
  });
});

function objectOf(list: readonly Manifest[], id: string): KubeObject {
  const found = list.find((manifest) => manifest.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.object;
}
