import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectMatches, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";

/** The file of the Data API, and a path in it, as a check's section names them. */
export const dataApi = (path: string): string =>
  `GovStack_Digital_registries_BB_Data_API_template-1.3.0.yaml, ${path}`;

/** The file of the Database API, and a path in it. */
export const databaseApi = (path: string): string =>
  `GovStack_Digital_registries_BB_Database_API_template-1.3.0.yaml, ${path}`;

/** A person in a test registry: the fields of the specification's `Example`. */
export interface Person {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly birthCertificateId: string;
}

/** A registry of one check's own, which goes when the check is over. */
export interface TestRegistry {
  /** Its acronym: the registry's name in paths and the `databaseId` of the log of readers. */
  readonly code: string;
  /** The database's number in the Database API. */
  readonly id: number;
  /** `/data/CODE/VERSION` */
  readonly path: string;
  /** Sends a body to an operation of the registry. */
  send(method: "POST" | "PUT", operation: string, json: unknown): Promise<Exchange>;
  /** A page of the registry's records. */
  list(query?: HttpRequest["query"]): Promise<Exchange>;
}

const text = { type: "string" } as const;

/** A registry's description as `POST /database/modify` takes it. `fields` are added to those of a person. */
export function describeRegistry(code: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    groupName: "country-stack",
    catalogName: "Conformance tests",
    code,
    schema: {
      type: "object",
      // The specification requires these three of a schema, though its schema object does not have them.
      creationDate: "2026-01-01",
      description: `Test registry ${code}`,
      filename: `${code}.json`,
      properties: {
        id: { ...text, primaryKey: true, description: "Identifier" },
        firstName: { ...text, description: "First name" },
        lastName: { ...text, description: "Last name" },
        birthCertificateId: { ...text, description: "Birth certificate" },
        ...fields,
      },
      required: ["id"],
    },
  };
}

/** A code that no other check of this or another run uses. */
export const newCode = (context: CheckContext): string => `${context.mark}-${randomBytes(2).toString("hex")}`;

/** Makes a registry and has it deleted when the check is over. */
export async function createRegistry(context: CheckContext): Promise<TestRegistry> {
  const code = newCode(context);
  const { http } = context;
  const made = await http.send({ method: "POST", path: "/database/modify", json: describeRegistry(code) });
  expectStatus(made, 200);
  const found = await findDatabase(context, code);
  expectTrue(found !== undefined, "a registry that was created is not in the list of databases");
  context.cleanUp(async () => {
    const { status } = await http.send({ method: "DELETE", path: `/database/${found.id}` });
    expectTrue(status < 300 || status === 404, "the test registry could not be deleted");
  });
  const path = `/data/${encodeURIComponent(code)}/${encodeURIComponent(found.version)}`;
  return {
    code,
    id: found.id,
    path,
    send: (method, operation, json) => http.send({ method, path: `${path}/${operation}`, json }),
    list: (query = {}) => http.send({ path, query }),
  };
}

/** What every database in the list of databases must say of itself. */
const listedDatabase = z.looseObject({ id: z.int(), version: z.string().min(1), name: z.string().min(1) });

const databaseGroup = z.looseObject({
  id: z.int().optional(),
  name: z.string().optional(),
  code: z.string().optional(),
  databases: z.array(listedDatabase),
});

/**
 * The answer of `GET /databases`. The description speaks of a list, the schema of one group; both are taken, since
 * a registry can have more than one group.
 */
export const databaseGroups = z.union([z.array(databaseGroup), databaseGroup.transform((group) => [group])]);

/** A database in the list of databases, by the code of the registry; undefined where it is not listed. */
export async function findDatabase(context: CheckContext, code: string) {
  const listed = await context.http.send({ path: "/databases" });
  expectStatus(listed, 200);
  for (const group of expectShape(listed, databaseGroups)) {
    const own = group.databases.find((database) => database.name === code);
    const found = own ?? (group.code === code ? group.databases.at(-1) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

const GIVEN = ["Ada", "Ben", "Cyd", "Dia", "Eli"];
const FAMILY = ["Abara", "Bakri", "Cole", "Dorji", "Eze"];

/** The n-th test person, counted from 1 to 5. By every field, the order of persons is the order of their numbers. */
export function person(registry: TestRegistry, n: number): Person {
  return {
    id: `${registry.code}-${n}`,
    firstName: GIVEN[n - 1] ?? "",
    lastName: FAMILY[n - 1] ?? "",
    birthCertificateId: `BC-${n}000`,
  };
}

/** Creates the persons 1 to `count` and gives them back. */
export async function addPersons(registry: TestRegistry, count: number): Promise<readonly Person[]> {
  const persons = Array.from({ length: count }, (_, index) => person(registry, index + 1));
  for (const one of persons) await addRecord(registry, one);
  return persons;
}

/** Creates one record. */
export async function addRecord(registry: TestRegistry, content: object): Promise<void> {
  expectStatus(await registry.send("POST", "create", { write: { content } }), 200);
}

/** Reads a record by its id. */
export function readRecord(registry: TestRegistry, id: string): Promise<Exchange> {
  return registry.send("POST", "read", { query: { content: { id } } });
}

/** The answer of the operations that show one record. */
export const oneRecord = z.looseObject({ content: z.looseObject({}) });

/** The record is stored, and is what was written. */
export async function expectStored(registry: TestRegistry, wanted: Person): Promise<void> {
  const read = await readRecord(registry, wanted.id);
  expectStatus(read, 200);
  expectMatches(expectShape(read, oneRecord).content, wanted, "the stored record", read);
}

/** No record of that id is stored. */
export async function expectAbsent(registry: TestRegistry, id: string): Promise<void> {
  expectStatus(await readRecord(registry, id), 404);
}

/** The answer of `list`. The specification requires the number and the results; the links may be null or absent. */
export const recordPage = z.looseObject({
  count: z.int().min(0),
  next: z.string().nullish(),
  previous: z.string().nullish(),
  results: z.array(z.looseObject({ id: z.string() })),
});

/** The ids of all records that a query finds, and how many the answer says there are. */
export async function listedIds(registry: TestRegistry, query?: HttpRequest["query"]) {
  const exchange = await registry.list({ pageSize: 100, ...query });
  expectStatus(exchange, 200);
  const page = expectShape(exchange, recordPage);
  return { ids: page.results.map((record) => record.id), count: page.count, exchange };
}
