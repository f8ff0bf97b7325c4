import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import { defineOperation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { firstRow } from "../sql.ts";
import { requireManagement } from "./access.ts";
import {
  applyDocument,
  type Change,
  hasMembers,
  instanceOf,
  readConfiguration,
  readMeta,
} from "./configuration.ts";
import { type ConfigurationDocument, configuration } from "./imconf.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { spellingsOf } from "./routes.ts";
import { whyTargetsRefused } from "./settings.ts";

const PATH = "/api/v1/config";
const REFUSED = { 400: "Error in request", 401: "Caller is not the management", 500: "Internal error" };

/** The operations on the configuration (IM Configuration Management API, tag conf). */
export function configurationOperations(mediator: Mediator): Operation[] {
  return [
    defineOperation({
      id: "listIMconf",
      summary: "List IM configuration",
      method: "GET",
      path: PATH,
      routes: spellingsOf(PATH),
      responses: { 200: "List of IM configuration", 500: "Internal error" },
      guard: (call) => requireManagement(mediator, call),
      handle: () => ({ status: 200, body: mediator.store.read(readConfiguration) }),
    }),
    changing(mediator, "create", {
      id: "createIMconf",
      summary: "Initialize IM instance",
      method: "POST",
      query: [{ name: "init", type: "boolean" }],
      responses: { 201: "IM starts configuration creation", ...REFUSED },
    }),
    changing(mediator, "merge", {
      id: "updateIMconf",
      summary: "Update IM configuration",
      method: "PATCH",
      responses: { 201: "IM starts configuration update", ...REFUSED },
    }),
    changing(mediator, "replace", {
      id: "replaceIMconf",
      summary: "Replace IM configuration",
      method: "PUT",
      responses: { 201: "IM starts configuration creation", ...REFUSED },
    }),
    defineOperation({
      id: "checkIMconf",
      summary: "Check status",
      method: "GET",
      path: "/api/v1/status",
      routes: spellingsOf("/api/v1/status"),
      responses: { 200: "IM is OK", 500: "Internal error" },
      handle: () => ({ status: 200, body: describeStatus(mediator) }),
    }),
  ];
}

type Declared = Pick<Operation, "id" | "summary" | "method" | "query" | "responses">;

function changing(mediator: Mediator, change: Change, declared: Declared): Operation {
  return defineOperation({
    ...declared,
    path: PATH,
    routes: spellingsOf(PATH),
    guard: (call) => requireManagement(mediator, call),
    body: configuration,
    accepts: ["text/yaml", "application/yaml", "text/x-yaml", "application/x-yaml"],
    handle: (call) => changeConfiguration(mediator, call, change, declared.id),
  });
}

async function changeConfiguration(
  mediator: Mediator,
  call: Call<ConfigurationDocument>,
  change: Change,
  operation: string,
): Promise<Answer> {
  const { store, settings, delivery } = mediator;
  const refused = whyTargetsRefused(call.body.members, settings.allowLoopbackTargets);
  if (refused !== undefined) throw badRequest(refused);
  await store.write((db) => {
    applyDocument(db, call.body, change, settings);
    appendEntry(db, {
      kind: "configuration",
      correlationId: call.correlationId,
      operation,
      members: call.body.members.length,
      digest: createHash("sha256").update(canonicalJson(call.body)).digest("hex"),
    });
  });
  delivery.wakeAll();
  return { status: 201, body: "the configuration is in force" };
}

function describeStatus(mediator: Mediator): Record<string, unknown> {
  return mediator.store.read((db) => ({
    status: "OK",
    configured: hasMembers(db),
    domain: readMeta(db, "domain"),
    instance: instanceOf(db),
    ...firstRow<Record<string, number>>(
      db,
      `SELECT (SELECT count(*) FROM member) AS members, (SELECT count(*) FROM application) AS applications,
       (SELECT count(*) FROM service) AS services`,
    ),
  }));
}
