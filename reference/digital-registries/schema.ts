import { badRequest } from "../refusal.ts";
import { compileValidation } from "./validation.ts";
import { type Content, isObject } from "./value.ts";

/** What a registry's DatabaseSchema means for its records. */
export interface RegistrySchema {
  /** The schema as it was given. */
  readonly given: Content;
  /** The property that identifies a record. */
  readonly primaryKey: string;
  /** The primary key is a number: generated ones count, and ordering is by value. */
  readonly numericKey: boolean;
  /** How a generated primary key is written: `{code}` and `{indexNoByCode}` are filled in. */
  readonly numberFormat: string;
  /** Other properties that a `set-value` trigger fills where they are absent or empty. */
  readonly generated: readonly {
    readonly property: string;
    readonly format: string;
    readonly numeric: boolean;
  }[];
  /** Properties whose values stay as they were first written. */
  readonly readOnly: readonly string[];
  /** Where the persons are named whose data a record holds; `*` stands for every item of a list. */
  readonly personPaths: readonly (readonly string[])[];
  /** The first reason why the content does not conform, without its values. */
  readonly complaint: (content: Content) => string | undefined;
}

/** In UTF-16 units of its JSON. Compiling takes seconds for a larger one, and nothing else is served meanwhile. */
const SCHEMA_LIMIT = 64 << 10;
const DEFAULT_FORMAT = "{code}{indexNoByCode}";

/**
 * Reads a DatabaseSchema (Database API 1.3.0) with our extensions `personalIdentifier` and `additionalProperties`.
 * Throws a refusal (400) where it cannot be used. `creationDate`, `description` and `filename`, which the
 * specification requires without declaring them, are accepted and never demanded.
 */
export function readSchema(given: Content): RegistrySchema {
  if (JSON.stringify(given).length > SCHEMA_LIMIT)
    throw badRequest(`schema: may be ${SCHEMA_LIMIT} characters long at most`);
  const type = given["type"];
  if (type !== undefined && type !== "object") throw badRequest('schema.type: a record is an "object"');
  if (given["properties"] !== undefined && !isObject(given["properties"])) {
    throw badRequest("schema.properties: must be an object");
  }
  const properties = propertiesOf(given);
  const primaryKey = findPrimaryKey(properties);
  const declared = properties.get(primaryKey);
  const numericKey = isNumeric(declared);
  const people = personPaths(given, []);
  return {
    given,
    primaryKey,
    numericKey,
    numberFormat: keyFormat(declared),
    generated: [...properties]
      .filter(([name]) => name !== primaryKey)
      .flatMap(([property, schema]) => {
        const format = triggerOf(schema);
        return format === undefined ? [] : [{ property, format, numeric: isNumeric(schema) }];
      }),
    readOnly: [...properties].filter(([, schema]) => schema["readOnly"] === true).map(([name]) => name),
    personPaths: people.length > 0 ? people : [[primaryKey]],
    complaint: compileValidation(declared === undefined ? withKey(given, primaryKey) : given),
  };
}

function propertiesOf(schema: Content): Map<string, Content> {
  const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  return new Map(properties.filter((entry): entry is [string, Content] => isObject(entry[1])));
}

function findPrimaryKey(properties: ReadonlyMap<string, Content>): string {
  const marked = [...properties].filter(([, schema]) => schema["primaryKey"] === true);
  if (marked.length > 1) throw badRequest("schema.properties: only one property can be the primary key");
  const name = marked[0]?.[0] ?? ["id", "ID"].find((candidate) => properties.has(candidate));
  return name ?? "id";
}

/** An undeclared key is ours, so a schema that refuses unknown properties must not refuse it. */
function withKey(given: Content, key: string): Content {
  const declared = isObject(given["properties"]) ? given["properties"] : {};
  return { ...given, properties: { ...declared, [key]: { type: ["string", "number"] } } };
}

function isNumeric(schema: Content | undefined): boolean {
  return schema?.["type"] === "integer" || schema?.["type"] === "number";
}

/** Without the index every generated key would be the same one. */
function keyFormat(schema: Content | undefined): string {
  const format = schema === undefined ? undefined : triggerOf(schema);
  return format?.includes("{indexNoByCode}") ? format : DEFAULT_FORMAT;
}

/**
 * The value that a `set-value` trigger gives. The one condition in the specification's example, "equal to the empty
 * text", is the one that is followed: a trigger fills what is absent or empty.
 */
function triggerOf(schema: Content): string | undefined {
  const triggers = Array.isArray(schema["triggers"]) ? schema["triggers"] : [];
  const actions = triggers.filter(isObject).flatMap((trigger) => trigger["actions"] ?? []);
  const action = actions.filter(isObject).find((candidate) => candidate["type"] === "set-value");
  return typeof action?.["value"] === "string" ? action["value"] : undefined;
}

function personPaths(schema: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (!isObject(schema)) return [];
  const own = schema["personalIdentifier"] === true ? [path] : [];
  const inside = [...propertiesOf(schema)].flatMap(([name, child]) => personPaths(child, [...path, name]));
  return [...own, ...inside, ...personPaths(schema["items"], [...path, "*"])];
}
