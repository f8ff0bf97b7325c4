import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listedProducts } from "../charts/listed/products.ts";
import { LISTED_FILE, listedText } from "./write-listed.ts";

test("docs/products/listed.md is what `node cli/write-listed.ts` writes", () => {
  expect(readFileSync(LISTED_FILE, "utf8")).toBe(listedText());
});

test.for(listedProducts.map((product) => [product.id, product] as const))(
  "%s says under which licence it is, where it is told of, and what is missing",
  ([, product]) => {
    expect([product.licence, product.homepage, product.missing].every((text) => /\S/.test(text ?? ""))).toBe(
      true,
    );
    expect(product.releases.every((release) => release.load === undefined)).toBe(true);
  },
);
