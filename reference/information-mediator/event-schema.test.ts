import { describe, expect, test } from "vitest";
import { EventSchemas } from "./event-schema.ts";

const schemas = new EventSchemas();
const why = (schema: object, event: unknown) => schemas.whyInvalid(JSON.stringify(schema), event);

describe("schemas of events", () => {
  test("tell what is wrong without the value", () => {
    const reason = why({ properties: { name: { type: "string", maxLength: 3 } } }, { name: "Jane Doe" });
    expect(reason).toMatch(/^event\/name must NOT have more than 3/);
    expect(reason).not.toContain("Jane");
  });

  test.each([
    ["2020-12", "https://json-schema.org/draft/2020-12/schema", { prefixItems: [{ type: "string" }] }],
    [
      "2019-09",
      "https://json-schema.org/draft/2019-09/schema",
      { minContains: 2, contains: { type: "number" } },
    ],
    ["draft 07", "http://json-schema.org/draft-07/schema#", { items: [{ type: "string" }] }],
  ])("%s is known by $schema", (_, $schema, list) => {
    const schema = { $schema, properties: { list } };
    expect(schemas.whyUnusable(JSON.stringify(schema))).toBeUndefined();
    expect(why(schema, { list: [1] })).toMatch(/^event\/list/);
    expect(why(schema, { list: ["a", 1, 2] })).toBeUndefined();
  });

  test("formats are checked", () => {
    const schema = { properties: { at: { format: "date-time" } } };
    expect(why(schema, { at: "2023-05-01T11:25:00+02:00" })).toBeUndefined();
    expect(why(schema, { at: "yesterday" })).toMatch(/format/);
  });

  test("two schemas with the same $id do not meet", () => {
    for (const type of ["string", "number"]) {
      const schema = { $id: "http://x.example/same", properties: { a: { type } } };
      expect(schemas.whyUnusable(JSON.stringify(schema))).toBeUndefined();
    }
  });

  test("a pattern that would take years is done at once", () => {
    const began = Date.now();
    expect(why({ properties: { a: { pattern: "^(a+)+$" } } }, { a: `${"a".repeat(5000)}!` })).toMatch(
      /pattern/,
    );
    expect(Date.now() - began).toBeLessThan(1000);
  });

  test("a schema that doubles with every reference is stopped", () => {
    const steps = Array.from({ length: 30 }, (_, index): [string, object] => [
      `s${index}`,
      { allOf: [{ $ref: `#/definitions/s${index + 1}` }, { $ref: `#/definitions/s${index + 1}` }] },
    ]);
    const definitions = { ...Object.fromEntries(steps), s30: { type: "object" } };
    const began = Date.now();
    expect(why({ definitions, $ref: "#/definitions/s0" }, {})).toMatch(/takes too long/);
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test("a schema that refers to itself without end is an error and not a crash", () => {
    expect(why({ $ref: "#" }, {})).toMatch(/cannot be checked|must/);
  });
});
