import type { Random } from "../kills/random.ts";
import type { Draft } from "./draft.ts";

/** The part of JSON Schema that the descriptions use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: Schema;
}

/** An operation as the server itself describes it. */
export interface Described {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly types: readonly string[];
  readonly body: Schema | undefined;
}

/** Values that mean something to the server, by the name of a parameter or property. */
export type Vocabulary = Readonly<Record<string, readonly unknown[]>>;

interface Document {
  readonly paths: Record<string, Record<string, DocumentOperation>>;
}

interface DocumentOperation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

/** Reads the operations of an OpenAPI document that `reference/openapi.ts` made. */
export function readDescription(document: Document): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = operation.requestBody?.content ?? {};
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters,
        types: Object.keys(content),
        body: Object.values(content)[0]?.schema,
      };
    }),
  );
}

/** A request that the operation could accept, as far as the description and the vocabulary say. */
export function draftRequest(operation: Described, words: Vocabulary, host: string, random: Random): Draft {
  const text = (name: string, schema: Schema): string =>
    encodeURIComponent(String(sample(schema, name, words, random)));
  const at = (place: Parameter["in"]) => operation.parameters.filter((one) => one.in === place);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => text(name, { type: "string" }));
  const query = at("query")
    .filter(() => random.chance(0.6))
    .map(({ name, schema }) => `${encodeURIComponent(fieldName(name, random))}=${text(name, schema)}`)
    .join("&");
  const client = String(sample({ type: "string" }, "client", words, random));
  const others = at("header")
    .filter(({ name }) => name !== "Information-Mediator-Client")
    .map(({ name, schema }) => [name, String(sample(schema, name, words, random))] as const);
  const value = operation.body === undefined ? undefined : sample(operation.body, "", words, random);
  return {
    method: operation.method,
    path,
    query,
    headers: [
      ["Host", host],
      ["X-GovStack-Client", client],
      ...others,
      ...(value === undefined ? [] : [["Content-Type", "application/json"] as const]),
    ],
    value,
    bytes: undefined,
  };
}

function fieldName(name: string, random: Random): string {
  return name.replace("<fieldName>", random.pick(["id", "marker", "a.b", "turn"]));
}

/** A value that the schema accepts, from the vocabulary where it knows the name. */
export function sample(schema: Schema, name: string, words: Vocabulary, random: Random): unknown {
  const known = Object.hasOwn(words, name) ? words[name] : undefined;
  if (known !== undefined) return random.pick(known);
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return sample(random.pick(schema.anyOf), name, words, random);
  const type = Array.isArray(schema.type) ? random.pick(schema.type as string[]) : schema.type;
  switch (type) {
    case "object":
      return sampleObject(schema, words, random);
    case "array":
      return Array.from({ length: random.below(3) }, () => sample(schema.items ?? {}, "", words, random));
    case "integer":
    case "number":
      return random.below(100);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return random.pick(["a", "text", "42", "2026-01-31", "ä ö 漢"]);
  }
}

function sampleObject(schema: Schema, words: Vocabulary, random: Random): Record<string, unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return { id: "P-1", marker: "m", turn: random.below(9) };
  const kept = properties.filter(([name]) => schema.required?.includes(name) || random.chance(0.8));
  return Object.fromEntries(kept.map(([name, child]) => [name, sample(child, name, words, random)]));
}
