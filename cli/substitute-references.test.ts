import { describe, expect, it } from "vitest";
import { products } from "../charts/catalog.ts";
import { type Part, type Product, postgres } from "../charts/spi/index.ts";
import { exampleLink, exampleStack } from "../test/example-stack.ts";
import { substituteReferences } from "./substitute-references.ts";

const stack = exampleStack();

/** A part's product as one that only a cluster can run. */
function clusterOnly(part: Part, id: string): Part {
  const { reference: _, ...product } = part.product;
  return { ...part, product: { ...product, id, ports: { web: 80 } } as Product };
}

describe("substituteReferences", () => {
  it("changes nothing where every part runs here", () => {
    expect(substituteReferences(stack, products)).toMatchObject({
      stack: { parts: stack.parts },
      replaced: [],
      dropped: [],
    });
  });

  it("replaces a product, its options and the port of its links, and drops what served only it", () => {
    const parts = stack.parts.map((part) =>
      part.name === "civil" ? clusterOnly(part, "national-registry") : part,
    );
    const database = {
      ...clusterOnly(stack.parts[0] as Part, "postgresql"),
      name: "database",
      block: "cloud-infrastructure" as const,
    };
    const links = [
      { ...exampleLink("social", "civil"), port: "web" },
      { ...exampleLink("civil", "database"), capability: postgres({ major: 16 }), via: "direct" as const },
    ];
    const result = substituteReferences({ ...stack, parts: [...parts, database], links }, products);
    expect(result.replaced).toEqual([{ part: "civil", product: "national-registry" }]);
    expect(result.dropped).toEqual(["database"]);
    expect(result.stack.parts.map((part) => [part.name, part.product.id])).toEqual([
      ["mediator", "reference"],
      ["civil", "reference"],
      ["social", "reference"],
    ]);
    expect(result.stack.links.map(({ from, to, port }) => [from, to, port])).toEqual([
      ["social", "civil", "api"],
    ]);
  });

  it("leaves a part for whose block there is no reference product", () => {
    const gis = { ...clusterOnly(stack.parts[1] as Part, "geoserver"), block: "gis" as const };
    expect(substituteReferences({ ...stack, parts: [gis] }, products)).toMatchObject({
      replaced: [],
      dropped: [],
    });
  });
});
