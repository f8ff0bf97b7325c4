import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Block, findProduct, type Product } from "../charts/spi/index.ts";
import { catalog } from "./fixtures/catalog.ts";
import { FRAME } from "./fixtures/load-text.ts";
import { readFrom } from "./fixtures/read-fixture.ts";
import { loadProfile } from "./load.ts";
import { blockOfPart, partNames, swapProduct } from "./swap.ts";

const X_ROAD = find("information-mediator", "x-road");
const REGISTRIES = find("digital-registries", "reference");
const BARE: Product = { ...REGISTRIES, id: "bare", options: z.strictObject({}) };
const STRICT: Product = { ...REGISTRIES, id: "strict", options: z.strictObject({ realm: z.string() }) };

function find(block: Block, id: string): Product {
  const product = findProduct(catalog, block, id);
  if (product === undefined) throw new Error(id);
  return product;
}

type Changes = Partial<Parameters<typeof swapProduct>[2]>;

/** Swaps a part of `main.yaml`, beside other files. */
function swap(
  text: string,
  part: string,
  product: Product,
  changes: Changes = {},
  others: Record<string, string> = {},
) {
  const read = readFrom({ "main.yaml": text, ...others });
  const loaded = loadProfile("main.yaml", read);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return swapProduct(loaded.value, read, { part, product, options: {}, ...changes });
}

/** The lines that a swap takes out and puts in. */
function lines(...args: Parameters<typeof swap>): string[] {
  const result = swap(...args);
  if (!result.ok)
    return result.issues.map(
      ({ code, at, params }) => `${code} ${at?.file}:${at?.line} ${params["keys"] ?? ""}`,
    );
  const [old, now] = [result.value.before.split("\n"), result.value.after.split("\n")];
  while (old.length > 0 && old[0] === now[0]) for (const each of [old, now]) each.shift();
  while (old.length > 0 && old.at(-1) === now.at(-1)) for (const each of [old, now]) each.pop();
  return [...old.map((line) => `-${line.trim()}`), ...now.map((line) => `+${line.trim()}`)];
}

const blocks = (text: string): string => `${FRAME}blocks:\n${text}`;

describe("a swap changes the lines of its part alone", () => {
  test("in the short form", () => {
    const text = blocks("  information-mediator: reference # for now\n");
    expect(lines(text, "information-mediator", X_ROAD)).toEqual([
      "-information-mediator: reference # for now",
      "+information-mediator: x-road # for now",
    ]);
  });

  test("in the short form, with more to say", () => {
    const text = blocks("  information-mediator: reference\n");
    expect(
      lines(text, "information-mediator", X_ROAD, { version: "7.7.0", url: "https://x.example" }),
    ).toEqual([
      "-information-mediator: reference",
      "+information-mediator: { product: x-road, version: 7.7.0, external: { url: https://x.example } }",
    ]);
  });

  test("in the long form: the owner and the overrides stay, the release and the address go", () => {
    const text = blocks(`  information-mediator:
    # why not another
    product: x-road # chosen in 2025
    version: 7.7.0
    owner: interior
    overrides: { replicas: 1 }
    external: { url: https://old.example }
`);
    const reference = find("information-mediator", "reference");
    expect(lines(text, "information-mediator", reference)).toEqual([
      "-product: x-road # chosen in 2025",
      "-version: 7.7.0",
      "-owner: interior",
      "-overrides: { replicas: 1 }",
      "-external: { url: https://old.example }",
      "+product: reference # chosen in 2025",
      "+owner: interior",
      "+overrides: { replicas: 1 }",
    ]);
  });

  test("below parts, with the options that the new product accepts", () => {
    const text = blocks(`  digital-registries:
    parts:
      civil: { product: reference, options: { registries: [a] } }
      social:
        product: reference
        options: { registries: [b] } # ours
`);
    expect(lines(text, "civil", BARE)).toEqual([
      "-civil: { product: reference, options: { registries: [a] } }",
      "+civil: { product: bare }",
    ]);
    expect(lines(text, "social", BARE)).toEqual([
      "-product: reference",
      "-options: { registries: [b] } # ours",
      "+product: bare",
    ]);
    expect(lines(text, "social", { ...BARE, options: REGISTRIES.options })).toEqual([
      "-product: reference",
      "+product: bare",
    ]);
  });

  test("also with options that are given", () => {
    const text = blocks("  digital-registries: { product: reference, options: { registries: [a] } }\n");
    expect(lines(text, "digital-registries", STRICT, { options: { realm: "xu" } })).toEqual([
      "-digital-registries: { product: reference, options: { registries: [a] } }",
      "+digital-registries: { product: strict, options: { realm: xu } }",
    ]);
    expect(
      lines(blocks("  digital-registries: reference\n"), "digital-registries", STRICT, {
        options: { realm: "x: y" },
      }),
    ).toEqual([
      "-digital-registries: reference",
      '+digital-registries: { product: strict, options: { realm: "x: y" } }',
    ]);
  });

  test("whatever stands around it and however it is written", () => {
    const owner = fc.constantFrom("", "owner");
    const style = fc.constantFrom("short", "braces", "lines", "quoted");
    const noise = fc.constantFrom("", "  # a comment\n", "\n", "  # one\n\n  # two\n");
    const others = fc.constantFrom(
      '  identity: {product: esignet,version: "1.0.0"}   # odd spaces\n',
      "  cms:\n      parts:\n            page: x   # deep\n",
      "  gis: >-\n    folded\n",
    );
    const sample = fc.record({
      owner,
      style,
      above: noise,
      below: noise,
      first: others,
      last: others,
      tail: fc.boolean(),
    });
    fc.assert(
      fc.property(sample, ({ owner, style, above, below, first, last, tail }) => {
        fc.pre(first !== last);
        const part = writePart(style, owner !== "", tail ? " # tail" : "");
        const before = blocks(first + above);
        const after = `${below}${last}useCases: []\n`;
        const result = swap(before + part + after, "information-mediator", X_ROAD);
        if (!result.ok) throw new Error(JSON.stringify(result.issues));
        expect(result.value.after.startsWith(before)).toBe(true);
        expect(result.value.after.endsWith(after)).toBe(true);
        expect(result.value.after.slice(before.length, -after.length)).toContain(tail ? "# tail" : "x-road");
        expect(result.value.after).toMatch(/x-road/);
        expect(result.value.after.slice(before.length, -after.length)).not.toMatch(/reference|retries/);
      }),
      { numRuns: 300 },
    );
  });
});

function writePart(style: string, owned: boolean, tail: string): string {
  if (style === "short") return `  information-mediator: reference${tail}\n`;
  if (style === "quoted") return `  information-mediator: 'reference'${tail}\n`;
  if (style === "braces") {
    return `  information-mediator: { options: { retries: 3 }, ${owned ? "owner: interior, " : ""}product: reference }${tail}\n`;
  }
  return `  information-mediator:\n    options:\n      retries: 3\n    product: "reference"${tail}\n${owned ? "    owner: interior\n" : ""}`;
}

describe("a part of a profile below", () => {
  const top = "extends: ./base.yaml\n";
  const below = (text: string) => ({ "base.yaml": blocks(text) });

  test("is overridden at the top, which is said", () => {
    const base = below("  information-mediator: reference\n");
    expect(lines(top, "information-mediator", X_ROAD, {}, base)).toEqual([
      "+blocks:",
      "+information-mediator: x-road",
    ]);
    expect(swap(top, "information-mediator", X_ROAD, {}, base)).toMatchObject({
      value: { file: "main.yaml", inheritedFrom: "base.yaml" },
    });
  });

  test("keeps its owner and options from below", () => {
    const base = below(
      "  digital-registries:\n    parts:\n      civil: { product: reference, owner: interior, options: { registries: [a] } }\n",
    );
    const other = { ...BARE, options: REGISTRIES.options };
    expect(lines(`${top}blocks:\n  gis: x\n`, "civil", other, {}, base)).toEqual([
      "+digital-registries:",
      "+parts:",
      "+civil: { product: bare }",
    ]);
  });

  test("is replaced as a whole where nothing else of it stays", () => {
    const base = below("  information-mediator: { product: reference, version: 1.0.0 }\n");
    expect(lines(top, "information-mediator", X_ROAD, {}, base)).toEqual([
      "+blocks:",
      "+information-mediator: x-road",
    ]);
  });

  test("is an issue where its keys would stay, at the first of them", () => {
    const base = below(
      "  information-mediator:\n    product: reference\n    owner: interior\n    version: 1.0.0\n",
    );
    expect(lines(top, "information-mediator", X_ROAD, {}, base)).toEqual(["CS1701 base.yaml:10 version"]);
    const options = below(
      "  digital-registries: { product: reference, owner: interior, options: { registries: [a] } }\n",
    );
    expect(lines(top, "digital-registries", BARE, {}, options)).toEqual([
      "CS1701 base.yaml:7 options.registries",
    ]);
  });

  test("is changed at the top where something of it stands there already", () => {
    const base = below("  information-mediator: { product: reference, owner: interior }\n");
    const text = `${top}blocks:\n  information-mediator:\n    overrides: { replicas: 1 }\n`;
    expect(lines(text, "information-mediator", X_ROAD, {}, base)).toEqual(["+product: x-road"]);
  });
});

describe("values that several parts share", () => {
  const text = blocks(`  digital-registries:
    parts:
      civil: &registry { product: reference, options: { registries: [a] } }
      social: *registry
`);

  test("are written out for the part that repeats them", () => {
    expect(lines(text, "social", { ...BARE, options: REGISTRIES.options })).toEqual([
      "-social: *registry",
      "+social: { product: bare, options: { registries: [ a ] } }",
    ]);
  });

  test("are an issue for the part that others repeat", () => {
    expect(lines(text, "civil", BARE)).toEqual(["CS1702 main.yaml:9 "]);
  });
});

test("tells the parts that a profile has itself, and their blocks", () => {
  const loaded = loadProfile(
    "main.yaml",
    readFrom({ "main.yaml": blocks("  gis: x\n  cms: { parts: { page: y } }\n") }),
  );
  if (!loaded.ok) throw new Error("the profile does not hold");
  expect(partNames(loaded.value)).toEqual(["gis", "page"]);
  expect(blockOfPart(loaded.value, "page")).toBe("cms");
  expect(blockOfPart(loaded.value, "cms")).toBeUndefined();
});
