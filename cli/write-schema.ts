import { writeFileSync } from "node:fs";
import { profileJsonSchema } from "../profiles/schema.ts";
import { shippedCatalog } from "./open-catalog.ts";

/** The committed JSON Schema of profiles, which their first line names for editors. */
export const SCHEMA_FILE = new URL("../profiles/profile.schema.json", import.meta.url);

/** The text of the JSON Schema for the shipped catalog. */
export function schemaText(): string {
  return `${JSON.stringify(profileJsonSchema(shippedCatalog), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(SCHEMA_FILE, schemaText());
