import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Suite } from "../check.ts";
import { SUITES } from "../suites.ts";
import { loadOperations } from "./operations.ts";
import { KINDS as schedulerKinds } from "./scheduler/kinds.ts";

const suites = await Promise.all(Object.values(SUITES).map((load) => load()));

/** The API files as GovStack publishes them; they lie outside this repository, and not everywhere. */
const SPECIFICATION = new URL("../../../shared/spec/", import.meta.url);

/** The ids of ours for operations to which the specification gives none. */
const OUR_IDS: Readonly<Record<string, string>> = {
  "PUT /enrollment": "putEnrollment",
  "POST /share-credential": "shareCredential",
  "GET /events/{eventId}": "getEvent",
  "POST /download/personalized-card": "downloadPersonalizedCard",
  "POST /update-uin": "updateUin",
  "GET /service-history/{langCode}": "getServiceHistory",
  "PATCH /updateIdentity": "updateIdentity",
  "POST /unblock": "unblock",
  "POST /block": "block",
  "GET /database/{id}": "getDatabase",
  "DELETE /database/{id}": "deleteDatabase",
  "POST /database/modify": "modifyDatabase",
  "GET /databases": "listDatabases",
  "GET /instances/": "getInstanceList",
  "GET /instances/{instanceId}": "getInstance",
  "GET /eForms/{eFormId}": "getEForm",
  "POST /services/{serviceId}/applications": "submitApplication",
  "GET /resource/availability": "listAvailability",
  ...Object.fromEntries(
    schedulerKinds.flatMap(({ name, singular, plural }) => [
      [`POST /${name}/new`, `create${singular}`],
      [`PUT /${name}/modifications`, `modify${singular}`],
      [`DELETE /${name}`, `delete${singular}`],
      [`GET /${name}/list_details`, `list${plural}`],
    ]),
  ),
};

/** The methods among the keys of a path, beside which its parameters and a description can stand. */
const METHODS = new Set(["get", "put", "post", "patch", "delete"]);

interface ApiFile {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { operationId?: string }>>>>;
}

/** `ID METHOD PATH FILE` of every operation in a block's API files. */
function specifiedOperations(block: string): string[] {
  const folder = new URL(`${block}/`, SPECIFICATION);
  return readdirSync(folder).flatMap((file) => {
    const api = parse(readFileSync(new URL(file, folder), "utf8")) as ApiFile;
    return Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => METHODS.has(method))
        .map(([method, { operationId }]) => {
          // One path of the files has its query in it.
          const call = `${method.toUpperCase()} ${path.split("?", 1)[0]}`;
          return `${operationId ?? OUR_IDS[call]} ${call} ${file}`;
        }),
    );
  });
}

describe.each(suites)("the suite of $block", (suite: Suite) => {
  const operations = loadOperations(suite.block);
  const checksOf = (id: string) => suite.checks.filter((check) => check.operation === id);

  // Those of payments are one a message, which a test of their own reads.
  const isElsewhere = !existsSync(SPECIFICATION) || suite.block === "payments";
  it.skipIf(isElsewhere)("lists every operation of the API files, and no other", () => {
    const listed = operations
      .filter((operation) => /\.(yaml|json)$/.test(operation.file) && operation.direction === "served")
      .map(({ id, method, path, file }) => `${id} ${method} ${path} ${file}`);
    expect(listed.sort()).toEqual(specifiedOperations(suite.block).sort());
  });

  it("lists each operation once", () => {
    expect(new Set(operations.map((operation) => operation.id)).size).toBe(operations.length);
  });

  it("has a positive and a negative check for every served operation, and one for every emitted one", () => {
    const lacking = operations.filter(({ id, direction }) => {
      const kinds = checksOf(id).map((check) => check.kind);
      return direction === "served"
        ? !kinds.includes("positive") || !kinds.includes("negative")
        : kinds.length === 0;
    });
    expect(lacking).toEqual([]);
  });

  it("gives each check an id of its own, in kebab-case", () => {
    const ids = suite.checks.map((check) => check.id);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("names in each check's section the file and the path of its operation", () => {
    const wrong = suite.checks.filter((check) => {
      const operation = operations.find(({ id }) => id === check.operation);
      return (
        operation === undefined ||
        !check.section.includes(operation.file) ||
        !check.section.includes(operation.path)
      );
    });
    expect(wrong.map((check) => `${check.id}: ${check.section}`)).toEqual([]);
  });

  it("weighs no check more than its operation", () => {
    const levels = ["OPTIONAL", "RECOMMENDED", "REQUIRED"];
    const wrong = suite.checks.filter((check) => {
      const level = operations.find(({ id }) => id === check.operation)?.level ?? "OPTIONAL";
      return levels.indexOf(check.level) > levels.indexOf(level);
    });
    expect(wrong.map((check) => check.id)).toEqual([]);
  });

  it("has something to say where nothing may be written", () => {
    expect(suite.checks.filter((check) => check.effect === "read").length).toBeGreaterThan(0);
  });
});
