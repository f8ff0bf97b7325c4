import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleSetup } from "./example-setup.ts";
import { fresh, run } from "./fake-run.ts";
import type { Asked } from "./transport.ts";

const FOLDER = join(import.meta.dirname, "../../../../../shared/products/x-road");
const CENTRAL = "central-server-admin-openapi.yaml";
const SERVER = "security-server-admin-openapi.yaml";

type Node = Record<string, unknown>;

const isThere = existsSync(FOLDER);
if (!isThere) console.warn("skipped: X-Road's descriptions of its APIs are not beside the repository");

const read = (file: string): Node =>
  isThere ? parse(readFileSync(join(FOLDER, file), "utf8"), { maxAliasCount: -1 }) : {};
const documents: Readonly<Record<string, Node>> = {
  [CENTRAL]: read(CENTRAL),
  [SERVER]: read(SERVER),
  "common-openapi-definition.yaml": read("common-openapi-definition.yaml"),
};

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
for (const [file, document] of Object.entries(documents))
  ajv.addSchema({ $id: `https://x-road/${file}`, ...document });

/** What a reference leads to, with the file in which that stands. */
function follow(file: string, node: Node): [string, Node] {
  const reference = node["$ref"];
  if (typeof reference !== "string") return [file, node];
  const [other = "", pointer = ""] = reference.split("#");
  const target = other === "" ? file : other;
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/"));
  const found = keys.reduce((value, key) => value[key] as Node, documents[target] as Node);
  return follow(target, found);
}

/** The names that a schema knows, through all that it is made of. */
function namesOf(file: string, node: Node): string[] {
  const [at, schema] = follow(file, node);
  const pieces = (schema["allOf"] ?? []) as readonly Node[];
  return [
    ...Object.keys((schema["properties"] ?? {}) as Node),
    ...pieces.flatMap((piece) => namesOf(at, piece)),
  ];
}

interface Operation {
  readonly file: string;
  readonly pointer: string;
  readonly value: Node;
  readonly parameters: readonly string[];
}

function operationOf(file: string, method: string, path: string): Operation | undefined {
  const paths = documents[file]?.["paths"] as Readonly<Record<string, Node>>;
  // One that is written out goes before one with an open piece.
  const fitting = Object.keys(paths)
    .filter((template) => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .sort((a, b) => a.split("{").length - b.split("{").length);
  const template = fitting.find((each) => paths[each]?.[method] !== undefined);
  if (template === undefined) return undefined;
  const value = paths[template]?.[method] as Node;
  const parameters = ((value["parameters"] ?? []) as readonly Node[]).flatMap((node) => {
    const [at, parameter] = follow(file, node);
    const schema = parameter["schema"] as Node;
    return [String(parameter["name"]), ...namesOf(at, schema)];
  });
  return { file, pointer: `/paths/${template.replaceAll("/", "~1")}/${method}`, value, parameters };
}

/** What the description says against a request; empty where it is described. */
function problemsOf({ method, url, headers = {}, body }: Asked): string[] {
  const { host, pathname, searchParams } = new URL(url);
  const file = host.startsWith("central") ? CENTRAL : SERVER;
  const operation = operationOf(file, method.toLowerCase(), pathname.replace("/api/v1", ""));
  if (operation === undefined) return [`${method} ${pathname} is not described`];
  const strange = [...searchParams.keys()].filter((name) => !operation.parameters.includes(name));
  const content = ((operation.value["requestBody"] as Node | undefined)?.["content"] ?? {}) as Record<
    string,
    Node
  >;
  const type = headers["content-type"]?.split(";")[0] ?? "";
  if (type === "")
    return [...strange, ...(Object.keys(content).length > 0 ? [`${method} ${pathname} wants a body`] : [])];
  const schema = content[type]?.["schema"] as Node | undefined;
  if (schema === undefined) return [...strange, `${method} ${pathname} takes no ${type}`];
  if (type === "application/octet-stream") return strange;
  const known = namesOf(file, schema);
  const given = type === "application/json" ? JSON.parse(String(body)) : formOf(String(body));
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const pointer = `${operation.pointer}/requestBody/content/${type.replaceAll("/", "~1")}/schema`;
  const validate = ajv.compile({ $ref: `https://x-road/${file}#${pointer}` });
  validate(given);
  const wrong = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...strange, ...unknown, ...wrong].map((problem) => `${method} ${pathname}: ${problem}`);
}

function formOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/name="(\w+)"[^\r]*\r\n(?:[^\r]+\r\n)?\r\n([^\r-]*)/g)].map(
      ([, name = "", value = ""]) => [name, value],
    ),
  );
}

describe.skipIf(!isThere)("the bootstrap's requests", () => {
  it("are all described by X-Road, with their parameters and bodies", async () => {
    const setup = exampleSetup(3);
    const { fake } = await run(setup, fresh(setup));
    const administrations = fake.asked.filter(({ url }) => url.includes("/api/v1/"));
    expect(administrations.length).toBeGreaterThan(200);
    expect([...new Set(administrations.flatMap(problemsOf))]).toEqual([]);
  });

  it("would be noticed if they were not", () => {
    const json = { "content-type": "application/json" };
    const on = (method: string, path: string, body?: unknown): Asked => ({
      method,
      url: `https://central.test:4000/api/v1${path}`,
      ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
    });
    expect(problemsOf(on("GET", "/nowhere"))).toEqual(["GET /api/v1/nowhere is not described"]);
    expect(problemsOf(on("DELETE", "/tokens"))).toHaveLength(1);
    expect(problemsOf(on("GET", "/management-requests?server=1"))).toEqual(["server"]);
    expect(problemsOf(on("POST", "/member-classes", { code: "GOV" }))).toEqual([
      "POST /api/v1/member-classes:  must have required property 'description'",
    ]);
    expect(problemsOf(on("POST", "/member-classes", { code: "GOV", description: "x", more: 1 }))).toEqual([
      "POST /api/v1/member-classes: more",
    ]);
  });
});
