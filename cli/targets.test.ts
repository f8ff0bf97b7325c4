import { describe, expect, it } from "vitest";
import { partOf } from "../charts/spi/index.ts";
import { exampleStack } from "../test/example-stack.ts";
import { foreignTarget, targetOf } from "./targets.ts";

const ADDRESS = "http://127.0.0.1:8080/";

describe("what is known of a part beyond the specification", () => {
  const stack = exampleStack(1);
  const [first] = stack.parts;
  if (first === undefined) throw new Error("the example has no part");
  const part = partOf(stack, first.name);
  const { product } = part;
  const known = {
    ...part,
    product: { ...product, conformance: { ...product.conformance, fixtures: { codes: "/codes" } } },
  };

  it("comes from its product, or from whoever tests it at a URL", () => {
    expect(targetOf(stack, known, ADDRESS).fixtures).toEqual({ codes: "/codes" });
    expect(targetOf(stack, known, ADDRESS, {}, { person: "7" }).fixtures).toEqual({ person: "7" });
    expect(foreignTarget("identity", ADDRESS, {}, { person: "7" }).fixtures).toEqual({ person: "7" });
  });

  it("is nothing where nobody says so", () => {
    expect(targetOf(stack, part, ADDRESS)).not.toHaveProperty("fixtures");
    expect(foreignTarget("identity", ADDRESS)).not.toHaveProperty("fixtures");
  });
});
