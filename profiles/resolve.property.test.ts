import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  BLOCKS,
  type Block,
  type Capability,
  type Catalog,
  capabilityName,
  defineProduct,
  kafka,
  type Product,
  postgres,
  SIZES,
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
    all.map(({ block, provides, requires }, index) => productOf(`p${index}`, block, provides, requires)),
  );

/** Platform services of which no part is named, so that they are there only where somebody needs one. */
const services: fc.Arbitrary<readonly Product[]> = fc
  .array(
    fc.record({
      capability: fc.constantFrom(kafka(), postgres({ major: 16 })),
      requires: fc.subarray([kafka(), postgres({ major: 14 })], { maxLength: 1 }),
      sizes: fc.subarray([...SIZES], { minLength: 1 }),
      shared: fc.constantFrom({}, { shared: true } as const),
    }),
    { maxLength: 3 },
  )
  .map((all) =>
    all.map(({ capability, requires, sizes, shared }, index) => ({
      ...productOf(`s${index}`, "cloud-infrastructure", [{ capability, via: "direct" }], requires),
      platform: { sizes, ...shared },
    })),
  );

function productOf(
  id: string,
  block: Block,
  provides: readonly { capability: Capability; via: Via }[],
  requires: readonly Capability[],
): Product {
  return defineProduct({
    id,
    title: id,
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
  });
}

/** Products that need nothing but platform services. */
const askers: fc.Arbitrary<readonly Product[]> = fc
  .array(
    fc.record({
      block: fc.constantFrom(...BLOCKS),
      requires: fc.subarray([kafka(), postgres({ major: 14 }), postgres({ major: 16 })]),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.map(({ block, requires }, index) => productOf(`p${index}`, block, [], requires)));

/** A catalog and a profile of some of these products, one or two parts of each. */
const profilesOf = (some: fc.Arbitrary<readonly Product[]>) =>
  fc
    .tuple(some, services, fc.infiniteStream(fc.nat(2)), fc.boolean())
    .map(([all, platform, counts, decided]) => {
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
        catalog: { products: [...all, ...platform], useCases: [] } satisfies Catalog,
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
      // What was added for one part serves no other, and stands beside it.
      for (const added of stack.parts.filter(({ name }) => serving.some(({ to }) => to === name))) {
        expect([undefined, part.name]).toContain(added.addedFor);
        if (added.addedFor !== undefined) expect(added.namespace).toBe(part.namespace);
      }
      expect(offers.some(({ capability }) => unsatisfiedTraits(capability, need).length === 0)).toBe(true);
    }
  }
}

/** Checks what comes of profiles, and counts it: neither half of a property may be empty. */
function checkAll(profiles: ReturnType<typeof profilesOf>, numRuns: number) {
  const seen = { stacks: 0, refusals: 0, added: 0 };
  fc.assert(
    fc.property(profiles, ({ catalog, text }) => {
      const result = resolve(text, catalog);
      seen[result.ok ? "stacks" : "refusals"] += 1;
      if (!result.ok) {
        expect(result.issues.every(({ at }) => at !== undefined)).toBe(true);
        return;
      }
      holds(result.value);
      if (result.value.parts.some(({ addedFor }) => addedFor !== undefined)) seen.added += 1;
    }),
    { numRuns },
  );
  return seen;
}

describe("any choice of products from any catalog", () => {
  test("resolves to parts in order with all needs met, or yields issues with places", () => {
    const seen = checkAll(profilesOf(products), 1000);
    expect(Math.min(seen.stacks, seen.refusals)).toBeGreaterThan(50);
  });

  test("gets the platform services that it needs beside its parts, or is told", () => {
    const seen = checkAll(profilesOf(askers), 500);
    expect(Math.min(seen.stacks, seen.refusals, seen.added)).toBeGreaterThan(10);
  });

  test("gives the same result each time", () => {
    fc.assert(
      fc.property(profilesOf(products), ({ catalog, text }) => {
        expect(resolve(text, catalog)).toEqual(resolve(text, catalog));
      }),
      { numRuns: 100 },
    );
  });
});
