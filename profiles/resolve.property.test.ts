import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  BLOCKS,
  type Capability,
  type Catalog,
  capabilityName,
  defineProduct,
  type Product,
  type Stack,
  unsatisfiedTraits,
  type Via,
} from "../charts/spi/index.ts";
import { readFixture, readFrom } from "./fixtures/read-fixture.ts";
import { loadProfile } from "./load.ts";
import { resolveStack } from "./resolve.ts";

const footprint = { cpu: "1m", memory: "1Mi", storage: "1Mi" };

const capabilities: fc.Arbitrary<Capability> = fc.oneof(
  fc.record({ kind: fc.constantFrom("oidc", "consent", "payments", "kafka"), traits: fc.constant({}) }),
  fc.record({
    kind: fc.constant("registry"),
    traits: fc.record({ name: fc.constantFrom("people", "land") }),
  }),
  fc.record({
    kind: fc.constant("postgres"),
    traits: fc.record({ major: fc.integer({ min: 14, max: 16 }) }),
  }),
) as fc.Arbitrary<Capability>;

const provisions = fc.record({ capability: capabilities, via: fc.constantFrom<Via>("direct", "mediator") });

const products: fc.Arbitrary<readonly Product[]> = fc
  .array(
    fc.record({
      block: fc.constantFrom(...BLOCKS),
      provides: fc.uniqueArray(provisions, {
        maxLength: 2,
        selector: ({ capability }) => capabilityName(capability),
      }),
      requires: fc.array(capabilities, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((all) =>
    all.map(({ block, provides, requires }, index) =>
      defineProduct({
        id: `p${index}`,
        title: `P${index}`,
        advice: "",
        fills: [block],
        licence: "MIT",
        homepage: "",
        releases: [
          {
            version: "1",
            images: {},
            govstack: {},
            upgradesFrom: [],
            load: (): Promise<never> => Promise.reject(new Error("none")),
          },
        ],
        ports: { api: 1 },
        provides: () => provides.map((each) => ({ ...each, port: "api", reason: "so" })),
        requires: () => requires,
        options: z.unknown(),
        footprint: { demo: footprint, district: footprint, national: footprint },
        needs: [],
        conformance: { basePath: "", headers: {}, port: "api" },
      }),
    ),
  );

/** A catalog and a profile of some of its products, one or two parts of each. */
const profiles = fc
  .tuple(products, fc.infiniteStream(fc.nat(2)), fc.boolean())
  .map(([all, counts, decided]) => {
    const blocks: Record<string, { parts: Record<string, string> }> = {};
    for (const product of all) {
      const count = counts.next().value ?? 0;
      const block = product.fills[0] ?? "gis";
      for (let copy = 0; copy < count; copy++) {
        blocks[block] ??= { parts: {} };
        blocks[block].parts[`${product.id}-${copy}`] = product.id;
      }
    }
    const uses = decided ? usesOf(all, blocks) : {};
    return {
      catalog: { products: all, useCases: [] } satisfies Catalog,
      text: JSON.stringify({ blocks, uses }),
    };
  });

/** Decides every choice for the last part that offers something, so that more profiles resolve. */
function usesOf(all: readonly Product[], blocks: Record<string, { parts: Record<string, string> }>) {
  const parts = Object.values(blocks).flatMap((block) => Object.entries(block.parts));
  const uses: Record<string, string> = {};
  for (const [name, id] of parts) {
    const product = all.find((each) => each.id === id);
    for (const { capability } of product?.provides(undefined) ?? []) uses[capabilityName(capability)] = name;
  }
  return uses;
}

function resolve(text: string, catalog: Catalog) {
  const main = readFrom({ "main.yaml": `{"extends": "./base.yaml", ${text.slice(1)}` });
  const loaded = loadProfile("main.yaml", (path) => (path === "base.yaml" ? readFixture(path) : main(path)));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return resolveStack(loaded.value, catalog, "2026-11-21");
}

function holds(stack: Stack): void {
  const names = stack.parts.map((part) => part.name);
  expect(new Set(names).size).toBe(names.length);
  for (const link of stack.links.filter(({ via }) => via === "direct")) {
    expect(names.indexOf(link.to)).toBeLessThan(names.indexOf(link.from));
  }
  for (const part of stack.parts) {
    for (const need of part.product.requires(part.options)) {
      const serving = stack.links.filter(
        (link) => link.from === part.name && capabilityName(link.capability) === capabilityName(need),
      );
      const offers = serving.flatMap(
        (link) => stack.parts.find(({ name }) => name === link.to)?.product.provides(undefined) ?? [],
      );
      expect(serving.every((link) => link.to !== part.name)).toBe(true);
      expect(offers.some(({ capability }) => unsatisfiedTraits(capability, need).length === 0)).toBe(true);
    }
  }
}

describe("any choice of products from any catalog", () => {
  test("resolves to parts in order with all needs met, or yields issues with places", () => {
    const seen = { stacks: 0, refusals: 0 };
    fc.assert(
      fc.property(profiles, ({ catalog, text }) => {
        const result = resolve(text, catalog);
        seen[result.ok ? "stacks" : "refusals"] += 1;
        if (result.ok) holds(result.value);
        else expect(result.issues.every(({ at }) => at !== undefined)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    // Neither half of the property may be empty.
    expect(Math.min(seen.stacks, seen.refusals)).toBeGreaterThan(50);
  });

  test("gives the same result each time", () => {
    fc.assert(
      fc.property(profiles, ({ catalog, text }) => {
        expect(resolve(text, catalog)).toEqual(resolve(text, catalog));
      }),
      { numRuns: 100 },
    );
  });
});
