import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Catalog, Product } from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";
import { catalog } from "../../profiles/fixtures/catalog.ts";
import type { Terminal } from "../terminal.ts";
import { chooseProducts } from "./choose-products.ts";
import { renderComparison } from "./comparison-html.ts";
import { formatComparison, wrap } from "./comparison-table.ts";
import { describeComparison } from "./describe-comparison.ts";

const plain = (_: unknown, text: string): string => text;
const TERMINAL: Terminal = {
  out: () => undefined,
  talk: () => undefined,
  interactive: false,
  columns: 80,
  outStyle: plain,
  talkStyle: plain,
  colour: { out: false, talk: false },
};

const RESULT: PublishedResult = {
  file: "x.json",
  block: "information-mediator",
  product: "x-road 7.8.0",
  engine: "pulumi",
  environment: "staging",
  startedAt: "2026-03-01T10:00:00Z",
  counts: { passed: 10, failed: 2, skipped: 1, error: 0 },
};

function compare(names: string[], from: Catalog = catalog, published: readonly PublishedResult[] = []) {
  const { block, choices } = chooseProducts(from, names);
  return describeComparison(from, block, choices, published);
}

/** The catalog with changes of a product. */
function withProduct(id: string, changes: Partial<Product>): Catalog {
  const products = catalog.products.map((each) => (each.id === id ? { ...each, ...changes } : each));
  return { ...catalog, products };
}

describe("a comparison", () => {
  test("holds what the catalog says and what was published, of that release and block alone", () => {
    const published = [
      RESULT,
      { ...RESULT, product: "x-road 7.7.0" },
      { ...RESULT, block: "identity" as const },
    ];
    const [xRoad, reference] = compare(["x-road", "reference"], catalog, published).products;
    expect(xRoad).toMatchObject({
      status: "verified",
      otherReleases: ["7.7.0"],
      provides: ["mediator"],
      requires: ["postgres (major 16, superuser)"],
      runsLocally: false,
      results: [RESULT],
    });
    expect(reference).toMatchObject({ maxReplicas: 1, runsLocally: true, results: [] });
    expect(xRoad).not.toHaveProperty("govstack");
  });

  test("does not guess what depends on options that nobody gave", () => {
    const demanding = withProduct("x-road", {
      options: z.strictObject({ instance: z.string().describe("its code") }),
    });
    const [xRoad] = compare(["x-road", "reference"], demanding).products;
    expect(xRoad).not.toHaveProperty("provides");
    expect(xRoad?.options).toEqual([{ name: "instance", required: true, description: "its code" }]);
    const table = formatComparison(compare(["x-road", "reference"], demanding), TERMINAL);
    expect(table).toContain("instance: must be set");
    expect(table).toContain("depends on options that");
  });
});

describe("the table", () => {
  test("is at most 80 columns wide, with products side by side", () => {
    const long = withProduct("x-road", {
      homepage: `https://x.example/${"a".repeat(90)}`,
      advice: "word ".repeat(40),
    });
    const table = formatComparison(compare(["x-road", "reference"], long, [RESULT]), TERMINAL);
    const lines = table.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.find((line) => line.startsWith("release"))).toMatch(
      /^release +7\.8\.0, verified +1\.0\.0, installable$/,
    );
    expect(table).toContain("10 passed, 2 failed");
    expect(table).toContain("no published result");
  });

  test("goes on below where there are more products than fit", () => {
    const many = ["a", "b", "c", "d"].map((id) => ({ ...(catalog.products[0] as Product), id }));
    const table = formatComparison(
      compare(["information-mediator"], { ...catalog, products: many }),
      TERMINAL,
    );
    const heads = table.split("\n").filter((line) => /^ +[a-d] +[a-d]$/.test(line));
    expect(heads.map((line) => line.trim().split(/ +/))).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test.each([
    ["one two three", 8, ["one two", "three"]],
    ["exactly8", 8, ["exactly8"]],
    ["see docker.io/example/image:1.0.0 for", 12, ["see", "docker.io/", "example/", "image:1.0.0", "for"]],
    ["operator:cloudnative-pg", 12, ["operator:", "cloudnative-", "pg"]],
    ["abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["", 4, []],
  ])("breaks %j at %i", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test("cannot drive the terminal", () => {
    const hostile = withProduct("x-road", { title: "\u001b[31mred" });
    expect(formatComparison(compare(["x-road", "reference"], hostile), TERMINAL)).not.toContain("\u001b");
  });
});

describe("the page", () => {
  const hostile = withProduct("x-road", {
    title: "<script>alert(1)</script>",
    advice: `"><img src=x onerror=alert(1)>`,
    needs: [{ rule: "image-tag", workload: "main", reason: "<b>bold</b>" }],
  });
  const page = renderComparison(compare(["x-road", "reference"], hostile), "country-stack <0>");

  test("escapes all that products say", () => {
    expect(page).not.toMatch(/<script|<img|<b>|<0>/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("holds reasons and needs nothing from elsewhere", () => {
    expect(page).toContain("image-tag (main): &lt;b&gt;bold&lt;/b&gt;");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });
});
