import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { KubeObject } from "../charts/spi/index.ts";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly "x-kubernetes-group-version-kind"?: readonly { group: string; version: string; kind: string }[];
  readonly [key: string]: unknown;
}

const definitions: Record<string, Definition> = {
  ...readDefinitions("kubernetes-1.34-openapi.json"),
  // Kinds of the Gateway API and of operators, as their own definitions have them.
  ...readDefinitions("custom-resources-openapi.json"),
};

function readDefinitions(file: string): Record<string, Definition> {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), "utf8");
  return (JSON.parse(text) as { definitions: Record<string, Definition> }).definitions;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "kubernetes", definitions: strict(definitions) as Record<string, object> });

/**
 * Validates an object as an API server of Kubernetes 1.34 with strict field validation would: a field that the
 * description does not have is an error. Returns the errors; a kind that the fixture lacks is one.
 */
export function validateObject(object: KubeObject): string[] {
  const [group, version] = object.apiVersion.includes("/")
    ? object.apiVersion.split("/")
    : ["", object.apiVersion];
  const name = Object.entries(definitions).find(([, definition]) =>
    definition["x-kubernetes-group-version-kind"]?.some(
      (kind) => kind.group === group && kind.version === version && kind.kind === object.kind,
    ),
  )?.[0];
  if (name === undefined) return [`${object.apiVersion} ${object.kind} is not in the fixture`];
  const validate = ajv.getSchema(`kubernetes#/definitions/${name}`);
  if (validate === undefined) return [`no schema for ${name}`];
  validate(object);
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** Objects with known properties take no others; int-or-string and quantities take numbers too. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const node = value as Record<string, unknown>;
  if (node["type"] === "string" && node["format"] === "int-or-string") return { type: ["string", "integer"] };
  const copy = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, strict(child)]));
  if (typeof node["properties"] === "object" && node["additionalProperties"] === undefined)
    copy["additionalProperties"] = false;
  return copy;
}
