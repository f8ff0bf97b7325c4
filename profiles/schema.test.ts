import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { BLOCKS } from "../charts/spi/index.ts";
import { catalog } from "./fixtures/catalog.ts";
import { profileJsonSchema, profileSchema, profileShape } from "./schema.ts";

const parseFixture = (name: string) =>
  parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")) as Record<string, unknown>;

const utopia = { ...parseFixture("base.yaml"), ...parseFixture("utopia.yaml") };
const withBlocks = (blocks: object) => ({ ...utopia, blocks });

describe("the JSON Schema of a catalog", () => {
  const schema = profileJsonSchema(catalog);
  const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(schema);

  test("accepts a valid profile, and a part of one that extends another", () => {
    expect(validate(utopia), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(parseFixture("utopia.yaml"))).toBe(true);
  });

  test("refuses a profile that lacks keys and extends nothing", () => {
    const { extends: _, ...alone } = parseFixture("utopia.yaml");
    expect(validate(alone)).toBe(false);
  });

  test.each([
    ["an unknown product", { payments: "mojalop" }],
    ["a product of another block", { payments: "esignet" }],
    ["an unknown option", { "digital-registries": { product: "reference", options: { registers: [] } } }],
    ["another product's option", { "cloud-infrastructure": { product: "mysql", options: { major: 16 } } }],
    ["an unknown release", { "information-mediator": { product: "x-road", version: "1" } }],
    ["an unknown block", { paymnts: "mojaloop" }],
    ["a block that no product fills", { gis: "qgis" }],
  ])("refuses %s", (_, blocks) => {
    expect(validate(withBlocks(blocks))).toBe(false);
  });

  test("completes products with their titles", () => {
    expect(JSON.stringify(schema)).toContain('"const":"mojaloop","description":"Mojaloop: for tests"');
  });

  test("stays small, because the products of a block stand in it once", () => {
    expect(JSON.stringify(schema).match(/"const":"x-road"/g)).toHaveLength(2);
  });
});

test("what a catalog's schema accepts, the loader accepts", () => {
  const strict = profileSchema(catalog);
  const forms = catalog.products.flatMap(({ id, fills, releases }) => [
    { [fills[0] ?? ""]: id },
    { [fills[0] ?? ""]: { product: id, version: releases[0]?.version, overrides: { replicas: 3 } } },
    {
      [fills[0] ?? ""]: { parts: { one: id, two: { product: id, external: { url: "https://x.example" } } } },
    },
  ]);
  for (const blocks of forms) {
    expect(strict.safeParse(withBlocks(blocks)).success, JSON.stringify(blocks)).toBe(true);
    expect(profileShape.safeParse(withBlocks(blocks)).success).toBe(true);
  }
});

test("both schemas know the same keys of a profile", () => {
  expect(Object.keys(profileSchema(catalog).shape)).toEqual(Object.keys(profileShape.shape));
  expect(Object.keys(profileSchema(catalog).shape.blocks.shape)).toEqual([...BLOCKS]);
});
