import { describe, expect, it } from "vitest";
import { HOLDS_DATA_ANNOTATION, type Manifest, type Part } from "../../charts/spi/index.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { judgePartData } from "./part-data.ts";

const stack = exampleStack();
const [first] = stack.parts as [Part];

function judge(part: Partial<Part>, object: Record<string, unknown> = {}): string | undefined {
  const changed = { ...first, ...part };
  const { metadata = {}, ...rest } = object as { metadata?: object };
  const manifest = {
    part: first.name,
    id: "x",
    object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", ...metadata }, ...rest },
  } as Manifest;
  return judgePartData({ ...stack, parts: [changed] }, [manifest])[0]?.state;
}

const { reference: _, ...foreign } = first.product;

describe("a part's data", () => {
  it("are declared for every reference server, and for a product that says how", () => {
    expect(judge({})).toBe("declared");
    expect(judge({ product: foreign })).toBe("none");
    const backup = {
      container: "x",
      take: ["x"],
      put: ["x"],
      ending: "x",
      when: "running" as const,
      consistency: "x",
    };
    expect(judge({ product: { ...foreign, backup } })).toBe("declared");
  });

  it.each([
    ["a claim", { kind: "PersistentVolumeClaim" }],
    ["claims of a StatefulSet", { kind: "StatefulSet", spec: { volumeClaimTemplates: [{}] } }],
    ["a chart that nobody looked into", { kind: "HelmRelease" }],
    [
      "an operator's object",
      { kind: "Cluster", metadata: { annotations: { [HOLDS_DATA_ANNOTATION]: "yes" } } },
    ],
  ])("are undeclared where there is %s and nobody has said how", (_, object) => {
    expect(judge({ product: foreign }, object)).toBe("undeclared");
  });

  it("are somebody else's where the part runs elsewhere", () => {
    expect(judge({ external: { url: "https://x.example" } }, { kind: "PersistentVolumeClaim" })).toBe(
      "elsewhere",
    );
  });
});
