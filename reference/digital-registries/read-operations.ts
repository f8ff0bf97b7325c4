import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { NO_RECORD } from "./changes.ts";
import { onRegistry, QUERY_BODY, REGISTRY_RESPONSES } from "./data-call.ts";
import { requireRegistry } from "./databases.ts";
import { pageLinks } from "./links.ts";
import { readListRequest, selectPage } from "./list.ts";
import { findMatches, findRecord } from "./records.ts";
import type { RegistryServer } from "./registry-server.ts";
import { routesOf } from "./routes.ts";
import { searchRecords } from "./search.ts";
import { listUsage } from "./usage.ts";
import { valueAt } from "./value.ts";

const DATA = "/data/{registryName}/{versionNumber}";
const VALUE = `${DATA}/{uuid}/readValue/{field}.{ext}`;
const USAGE = "/data/myPersonalDataUsage";

/** The operations of the Data API (1.3.0) that read. */
export function readOperations(server: RegistryServer): readonly Operation[] {
  return [
    defineOperation({
      // Before `list`, whose path without a version would take it.
      id: "DPU",
      summary: "Who has read a person's data",
      method: "GET",
      path: USAGE,
      routes: routesOf(USAGE),
      client: "required",
      query: [
        { name: "userId", required: true },
        { name: "databaseId", required: true },
      ],
      responses: { 200: "Success Response", 400: "Invalid ID supplied", 404: "Person requests not found" },
      handle: (call) => answerUsage(server, call),
    }),
    defineOperation({
      id: "list",
      summary: "Searches (RE2 regular expressions) and returns records, page by page",
      method: "GET",
      path: DATA,
      routes: routesOf(DATA),
      client: "required",
      query: [
        { name: "search" },
        { name: "filter" },
        { name: "ordering" },
        { name: "page", type: "integer" },
        { name: "pageSize", type: "integer" },
        { name: "query.<fieldName>" },
      ],
      responses: { 200: "One page of records", ...REGISTRY_RESPONSES },
      handle: (call) => answerList(server, call),
    }),
    defineOperation({
      id: "exists",
      summary: "Tells whether a record exists",
      method: "POST",
      path: `${DATA}/exists`,
      routes: routesOf(`${DATA}/exists`),
      client: "required",
      body: QUERY_BODY,
      responses: { 200: "The answer", ...REGISTRY_RESPONSES },
      handle: (call) =>
        onRegistry(server, "exists", call, ({ db, registry, shows }) => {
          const [record] = findMatches(db, registry, call.body.query.content, 1);
          if (record !== undefined) shows(record);
          const message =
            record === undefined ? "Object not found in database" : "Object found from database";
          return { status: 200, body: { answer: { status: record !== undefined, message } } };
        }),
    }),
    defineOperation({
      id: "read",
      summary: "Searches and returns one record",
      method: "POST",
      path: `${DATA}/read`,
      routes: routesOf(`${DATA}/read`),
      client: "required",
      body: QUERY_BODY,
      responses: { 200: "The record", ...REGISTRY_RESPONSES },
      handle: (call) =>
        onRegistry(server, "read", call, ({ db, registry, shows }) => {
          const [record] = findMatches(db, registry, call.body.query.content, 1);
          if (record === undefined) throw notFound(NO_RECORD);
          shows(record);
          return { status: 200, body: { content: record.content } };
        }),
    }),
    defineOperation({
      id: "readValue",
      summary: "Returns one field of one record",
      method: "GET",
      path: VALUE,
      routes: routesOf(VALUE),
      client: "required",
      responses: { 200: "The value", ...REGISTRY_RESPONSES },
      handle: (call) => answerValue(server, call),
    }),
  ];
}

function answerUsage(server: RegistryServer, call: Call): Answer {
  const person = call.query.get("userId") ?? "";
  const found = server.store.read((db) => listUsage(db, call.query.get("databaseId") ?? "", person));
  if (found.length === 0) throw notFound("nobody has read data of this person in this registry");
  return { status: 200, body: found };
}

async function answerList(server: RegistryServer, call: Call): Promise<Answer> {
  const request = readListRequest(call.query);
  const { search } = request;
  const found =
    search === undefined
      ? undefined
      : await searchRecords(
          server.store,
          server.store.read((db) => requireRegistry(db, call.params)),
          { ...request, search },
        );
  return onRegistry(server, "list", call, ({ db, registry, shows }) => {
    const { count, records } = selectPage(db, registry, request, found);
    shows(...records);
    const results = records.map((record) => record.content);
    return { status: 200, body: { count, ...pageLinks(call, request, count), results } };
  });
}

function answerValue(server: RegistryServer, call: Call): Promise<Answer> {
  const file = call.params["file"] ?? "";
  const dot = file.lastIndexOf(".");
  const extension = file.slice(dot + 1);
  if (dot < 1 || (extension !== "json" && extension !== "txt"))
    throw badRequest("the path must end with FIELD.json or FIELD.txt");
  return onRegistry(server, "readValue", call, ({ db, registry, shows }) => {
    const record = findRecord(db, registry, call.params["uuid"] ?? "");
    if (record === undefined) throw notFound(NO_RECORD);
    const value = valueAt(record.content, file.slice(0, dot));
    // The specification's answer has no null: a field without a value counts as absent.
    if (value === undefined || value === null) throw notFound("the record has no such field");
    if (extension === "txt" && typeof value === "object")
      throw badRequest("only a text, a number, true or false can be read as txt");
    shows(record);
    if (extension === "json") return { status: 200, body: { value } };
    return { status: 200, body: String(value), contentType: "text/plain; charset=utf-8" };
  });
}
