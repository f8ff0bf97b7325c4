import { describe, expect, it } from "vitest";
import { products } from "../charts/catalog.ts";
import { REFERENCE_FIXTURES } from "../conformance/mutation/reference-fixtures.ts";

describe("the fixtures of the reference products", () => {
  it("are those with which their suites are tried", () => {
    const own = products.filter(({ reference }) => reference !== undefined);
    const declared = own.flatMap(({ fills, conformance: { fixtures } }) =>
      fixtures === undefined ? [] : fills.map((block) => [block, fixtures]),
    );
    expect(Object.fromEntries(declared)).toEqual(REFERENCE_FIXTURES);
  });
});
