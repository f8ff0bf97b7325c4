import { z } from "zod";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { requireManagement } from "./access.ts";
import { readMeta } from "./configuration.ts";
import { code, right } from "./imconf.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry } from "./message-log.ts";
import { openPage, sealPage } from "./page-token.ts";
import { allow, deny, listRights, type RightRow, type ServiceRights } from "./rights.ts";
import { spellingsOf } from "./routes.ts";

const ALLOW = "/api/v1/rights/allow";
const DENY = "/api/v1/rights/deny";
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

const serviceRights = z.array(
  z.object({
    memberClass: code,
    memberCode: code,
    applicationId: code,
    serviceId: code,
    rights: z.array(right),
  }),
);

/** The operations on access rights (IM Configuration Management API, tag rights). */
export function rightsOperations(mediator: Mediator): Operation[] {
  const refused = { 400: "Error in request", 401: "Caller is not the management" };
  return [
    defineOperation({
      id: "getAllowed",
      summary: "Retrieve configured access permissions (allow list)",
      method: "GET",
      path: ALLOW,
      routes: spellingsOf(ALLOW),
      query: [
        { name: "memberClass" },
        { name: "memberCode" },
        { name: "applicationId" },
        { name: "serviceId" },
        { name: "pageSize", type: "number" },
        { name: "nextPageToken" },
      ],
      responses: { 200: "OK", ...refused },
      guard: (call) => requireManagement(mediator, call),
      handle: (call) => ({ status: 200, body: readPage(mediator, call.query) }),
    }),
    defineOperation({
      id: "setAllowed",
      summary: "Allow access to services",
      method: "PATCH",
      path: ALLOW,
      routes: spellingsOf(ALLOW),
      guard: (call) => requireManagement(mediator, call),
      body: serviceRights,
      responses: { 200: "OK", ...refused },
      handle: (call) => changeRights(mediator, call, "setAllowed", allow),
    }),
    defineOperation({
      id: "setDenied",
      summary: "Deny access to services",
      method: "PATCH",
      path: DENY,
      routes: spellingsOf(DENY),
      guard: (call) => requireManagement(mediator, call),
      body: serviceRights,
      responses: { 200: "OK", ...refused },
      handle: (call) => changeRights(mediator, call, "setDenied", deny),
    }),
  ];
}

async function changeRights(
  mediator: Mediator,
  call: Call<ServiceRights[]>,
  operation: string,
  change: typeof allow,
): Promise<Answer> {
  await mediator.store.write((db) => {
    change(db, call.body);
    for (const entry of call.body) {
      appendEntry(db, {
        kind: "rights",
        correlationId: call.correlationId,
        operation,
        service: [entry.memberClass, entry.memberCode, entry.applicationId, entry.serviceId].join("/"),
        clients: entry.rights.map(({ member, application }) => `${member}/${application}`),
      });
    }
  });
  return { status: 200, body: { status: "OK" } };
}

/** A page counts pairs of a service and an allowed application, so one service can go over several pages. */
function readPage(mediator: Mediator, query: URLSearchParams): Record<string, unknown> {
  const size = readPageSize(query.get("pageSize"));
  const token = query.get("nextPageToken");
  return mediator.store.read((db) => {
    const key = readMeta(db, "pageKey") ?? "";
    const filter = {
      memberClass: query.get("memberClass") || null,
      memberCode: query.get("memberCode") || null,
      applicationId: query.get("applicationId") || null,
      serviceId: query.get("serviceId") || null,
    };
    const rows = listRights(db, filter, token === null ? [] : openPage(key, token), size + 1);
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return {
      allowList: describeRights(page),
      ...(rows.length > size && last !== undefined ? { nextPageToken: sealPage(key, placeOf(last)) } : {}),
    };
  });
}

function readPageSize(text: string | null): number {
  if (text === null || text === "") return DEFAULT_PAGE;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) throw badRequest("pageSize must be a whole number above 0");
  return Math.min(size, LARGEST_PAGE);
}

function placeOf(row: RightRow): string[] {
  const { application, service, clientClass, clientCode, clientApplication } = row;
  return [row.class, row.code, application, service, clientClass, clientCode, clientApplication];
}

/** AllowedApplication is emitted with both its properties and what its `required` names. */
function describeRights(rows: readonly RightRow[]): Record<string, unknown>[] {
  const services = new Map<string, Record<string, unknown> & { rights: Record<string, unknown>[] }>();
  for (const row of rows) {
    const key = placeOf(row).slice(0, 4).join("/");
    const service = services.get(key) ?? {
      memberClass: row.class,
      memberCode: row.code,
      applicationId: row.application,
      serviceId: row.service,
      rights: [] as Record<string, unknown>[],
    };
    service.rights.push({
      memberClass: row.clientClass,
      memberCode: row.clientCode,
      applicationId: row.clientApplication,
      member: row.name ?? `${row.clientClass}/${row.clientCode}`,
      application: row.clientApplication,
    });
    services.set(key, service);
  }
  return [...services.values()];
}
