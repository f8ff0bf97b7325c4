import type { DatabaseSync } from "node:sqlite";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Registry } from "./databases.ts";
import { listServices } from "./services.ts";
import type { Content } from "./value.ts";

/** A registry's schema as the Database API (1.3.0) answers it: DatabaseSchema. */
export function describeSchema(registry: Registry): Content {
  return {
    type: "object",
    properties: {},
    required: [],
    ...registry.schema.given,
    incrementIndex: registry.lastIndex,
  };
}

/** A registry as the Database API answers it: databaseInfo, with a value in every field. */
export function describeDatabase(db: DatabaseSync, registry: Registry): Content {
  const { schema } = registry;
  const required = Array.isArray(schema.given["required"]) ? schema.given["required"] : [];
  return {
    id: registry.databaseId,
    version: registry.version,
    name: registry.name,
    description: registry.description,
    institution: registry.institution,
    numberFormat: schema.numberFormat,
    schema: describeSchema(registry),
    schemaTags: [],
    schemaFlags: required.map((name) => ({ name: "mandatory", path: `/${name}` })),
    fieldsUniques: [[schema.primaryKey]],
    isDraft: false,
    isDisabled: false,
    isArchived: false,
    modifiedAt: registry.modifiedAt,
    byUserName: registry.modifiedBy,
    // Callers are applications, not users with numbers of ours.
    byUserAuthId: 0,
    byOnBehalfOfUserAuthId: 0,
    byOnBehalfOfUserName: "",
    genericServices: listServices(db, registry.databaseId),
    dataIndexIncrement: registry.lastIndex,
    hasLogo: false,
  };
}

/**
 * All registries as the Database API answers them: databasesSchema, which is one object. Where they are of several
 * groups, it bears the name of the part that serves them.
 */
export function describeDatabases(
  db: DatabaseSync,
  registries: readonly Registry[],
  config: ReferenceConfig,
): Content {
  const groups = new Set(registries.map((registry) => registry.groupName));
  const first = groups.size === 1 ? registries[0] : undefined;
  return {
    id: 1,
    name: first?.catalogName ?? config.part,
    code: first?.groupName ?? config.identifier.application,
    databases: registries.map((registry) => describeDatabase(db, registry)),
    groupId: 1,
    order: 1,
    dataIndexIncrement: registries.reduce((sum, registry) => sum + registry.lastIndex, 0),
  };
}
