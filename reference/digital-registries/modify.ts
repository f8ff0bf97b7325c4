import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { badRequest } from "../refusal.ts";
import {
  findRegistry,
  insertRegistry,
  type Registry,
  type RegistryFacts,
  replaceRegistry,
} from "./databases.ts";
import { FIRST_VERSION, REGISTRY_NAME } from "./names.ts";
import { type RegistrySchema, readSchema } from "./schema.ts";
import { canonical } from "./value.ts";

const text = z.string().max(1000).optional();

/** The body of `POST /database/modify`. `version`, `name`, `description` and `institution` are our extensions. */
export const MODIFY_BODY = z.object({
  groupName: text,
  catalogName: text,
  code: REGISTRY_NAME,
  version: REGISTRY_NAME.default(FIRST_VERSION),
  name: text,
  description: text,
  institution: text,
  schema: z.record(z.string(), z.unknown()),
});

/** That body, read. */
export type Modification = z.infer<typeof MODIFY_BODY>;

/**
 * Creates a registry or gives it another schema. Throws a refusal (400) where the schema is none, or where records
 * that are stored would no longer conform to it. Says what the registry is then and whether that is a change.
 */
export function modifyRegistry(
  db: DatabaseSync,
  asked: Modification,
  by: string,
  owner: string,
): { readonly registry: Registry; readonly changed: boolean } {
  const schema = readSchema(asked.schema);
  const known = findRegistry(db, asked.code, asked.version);
  const facts = factsOf(asked, known, owner);
  if (known === undefined) {
    insertRegistry(db, facts, asked.schema, by);
  } else {
    if (isSame(known, facts, asked)) return { registry: known, changed: false };
    checkStored(db, known, schema);
    replaceRegistry(db, known, facts, asked.schema, by);
  }
  const registry = findRegistry(db, asked.code, asked.version);
  if (registry === undefined) throw new Error("a registry that was just stored is not there");
  return { registry, changed: true };
}

function factsOf(asked: Modification, known: Registry | undefined, owner: string): RegistryFacts {
  const described = asked.schema["description"];
  return {
    code: asked.code,
    version: asked.version,
    name: asked.name ?? known?.name ?? asked.code,
    groupName: asked.groupName ?? known?.groupName ?? asked.code,
    catalogName: asked.catalogName ?? known?.catalogName ?? asked.groupName ?? asked.code,
    description:
      asked.description ?? (typeof described === "string" ? described : (known?.description ?? "")),
    institution: asked.institution ?? known?.institution ?? owner,
  };
}

function isSame(known: Registry, facts: RegistryFacts, asked: Modification): boolean {
  const keys = Object.keys(facts) as (keyof RegistryFacts)[];
  const sameFacts = keys.every((key) => known[key] === facts[key]);
  return sameFacts && canonical(known.schema.given) === canonical(asked.schema);
}

function checkStored(db: DatabaseSync, known: Registry, schema: RegistrySchema): void {
  const rows = db
    .prepare("SELECT content FROM records WHERE database_id = ? AND deleted = 0")
    .iterate(known.databaseId);
  const keyMoves = schema.primaryKey !== known.schema.primaryKey;
  let failing = 0;
  let complaint: string | undefined;
  for (const row of rows) {
    const reason = keyMoves
      ? "the primary key would be another"
      : schema.complaint(JSON.parse(String(row["content"])));
    if (reason === undefined) continue;
    failing += 1;
    complaint ??= reason;
  }
  if (failing > 0)
    throw badRequest(`${failing} stored records would no longer conform, the first: ${complaint}`);
}
