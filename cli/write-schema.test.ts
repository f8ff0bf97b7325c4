import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCHEMA_FILE, schemaText } from "./write-schema.ts";

test("profiles/profile.schema.json is what `node cli/write-schema.ts` writes", () => {
  expect(readFileSync(SCHEMA_FILE, "utf8")).toBe(schemaText());
});
