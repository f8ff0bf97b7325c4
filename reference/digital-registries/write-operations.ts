import { type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict, notFound } from "../refusal.ts";
import { findOnly, mergeRecord, NO_RECORD, queryOf, removeRecord } from "./changes.ts";
import { CREATE_BODY, type DataCall, onRegistry, REGISTRY_RESPONSES, UPDATE_BODY } from "./data-call.ts";
import { findMatches, insertRecord, type StoredRecord } from "./records.ts";
import type { RegistryServer } from "./registry-server.ts";
import { routesOf } from "./routes.ts";
import type { Content } from "./value.ts";

const DATA = "/data/{registryName}/{versionNumber}";
const RESPONSES = { ...REGISTRY_RESPONSES, 409: "It contradicts what is stored" } as const;

interface UpdateBody {
  readonly query?: { readonly content: Content } | undefined;
  readonly write: { readonly content: Content };
}

/** The operations of the Data API (1.3.0) that change records. */
export function writeOperations(server: RegistryServer): readonly Operation[] {
  return [
    defineOperation({
      id: "create",
      summary: "Creates a record",
      method: "POST",
      path: `${DATA}/create`,
      routes: routesOf(`${DATA}/create`),
      client: "required",
      body: CREATE_BODY,
      responses: { 200: "The record as it is stored", ...RESPONSES },
      handle: (call) =>
        onRegistry(server, "create", call, (inside) => createRecord(inside, call.body.write.content)),
    }),
    defineOperation({
      id: "update",
      summary: "Changes the one record that the query finds",
      method: "PUT",
      path: `${DATA}/update`,
      routes: routesOf(`${DATA}/update`),
      client: "required",
      body: UPDATE_BODY,
      responses: { 200: "The record as it is stored", ...RESPONSES },
      handle: (call) =>
        onRegistry(server, "update", call, (inside) => {
          const { query, write } = readUpdate(inside, call);
          return updateRecord(inside, findOnly(inside.db, inside.registry, query), write);
        }),
    }),
    defineOperation({
      id: "updateEntries",
      summary: "Changes all records that the query finds, or none where one would not conform",
      method: "PUT",
      path: `${DATA}/updateEntries`,
      routes: routesOf(`${DATA}/updateEntries`),
      client: "required",
      body: UPDATE_BODY,
      responses: { 200: "How many records were found and changed", ...RESPONSES },
      handle: (call) =>
        onRegistry(server, "updateEntries", call, (inside) => {
          const { query, write } = readUpdate(inside, call);
          const records = findMatches(inside.db, inside.registry, query);
          if (records.length === 0) throw notFound(NO_RECORD);
          for (const record of records) {
            if (mergeRecord(inside.db, inside.registry, record, write).changed) inside.changed();
          }
          return { status: 200, body: { count: records.length } };
        }),
    }),
    defineOperation({
      id: "updateOrCreate",
      summary: "Changes the one record that the query finds, or creates it",
      method: "POST",
      path: `${DATA}/updateOrCreate`,
      routes: routesOf(`${DATA}/updateOrCreate`),
      client: "required",
      body: UPDATE_BODY,
      responses: { 200: "The record as it is stored", ...RESPONSES },
      handle: (call) => onRegistry(server, "updateOrCreate", call, (inside) => updateOrCreate(inside, call)),
    }),
    defineOperation({
      id: "delete",
      summary: "Deletes a record; it stays invisible, and its usage log stays",
      method: "DELETE",
      path: `${DATA}/{ID}/delete`,
      routes: routesOf(`${DATA}/{ID}/delete`),
      client: "required",
      responses: { 204: "Deleted", ...REGISTRY_RESPONSES },
      handle: (call) =>
        onRegistry(server, "delete", call, ({ db, registry, changed }) => {
          const removal = removeRecord(db, registry, call.params["ID"] ?? "");
          if (removal === "unknown") throw notFound(NO_RECORD);
          if (removal === "removed") changed();
          return { status: 204 };
        }),
    }),
  ];
}

function readUpdate({ registry }: DataCall, call: Call<UpdateBody>): { query: Content; write: Content } {
  const write = call.body.write.content;
  return { query: queryOf(registry, call.body.query?.content, write), write };
}

function createRecord(inside: DataCall, content: Content) {
  const { record, created } = insertRecord(inside.db, inside.registry, content, inside.caller);
  if (created) inside.changed();
  return { status: 200, body: { content: record.content } };
}

/** An answer with the whole record shows more than the caller wrote, so it counts as a reading. */
function updateRecord(inside: DataCall, record: StoredRecord, write: Content) {
  const { content, changed } = mergeRecord(inside.db, inside.registry, record, write);
  if (changed) inside.changed();
  inside.shows({ ...record, content });
  return { status: 200, body: { content } };
}

function updateOrCreate(inside: DataCall, call: Call<UpdateBody>) {
  const write = call.body.write.content;
  const key = inside.registry.schema.primaryKey;
  const asked = call.body.query?.content;
  // Without any key there is nothing to find: the record is new and gets a generated one.
  if (asked === undefined && !Object.hasOwn(write, key)) return createRecord(inside, write);
  const query = queryOf(inside.registry, asked, write);
  const matches = findMatches(inside.db, inside.registry, query);
  if (matches.length > 1) throw conflict(`the query matches ${matches.length} records, not one`);
  const [record] = matches;
  if (record !== undefined) return updateRecord(inside, record, write);
  // The id that was asked for is the new record's, so that the same call finds it the next time.
  const withKey =
    Object.hasOwn(query, key) && !Object.hasOwn(write, key) ? { ...write, [key]: query[key] } : write;
  return createRecord(inside, withKey);
}
