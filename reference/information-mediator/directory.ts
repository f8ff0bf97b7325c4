import type { DatabaseSync } from "node:sqlite";
import type { ServiceIdentifier } from "../../charts/spi/index.ts";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { allRows } from "../sql.ts";
import { addresseeOf, callerOf } from "./access.ts";
import { findService, isAllowed, isRegistered } from "./applications.ts";
import { instanceOf } from "./configuration.ts";
import type { Mediator } from "./mediator.ts";
import { createDescriptions, type Descriptions } from "./open-api.ts";
import { spellingsOf } from "./routes.ts";

const APPLICATION = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}";
const REFUSED = { 400: "Error in request", 500: "Internal error" };

/** The metaservices (IM Directory Services API). */
export function directoryOperations(mediator: Mediator): Operation[] {
  const descriptions = createDescriptions(mediator.outbound);
  return [
    defineOperation({
      id: "listClients",
      summary: "List clients defined in the instance",
      method: "GET",
      path: "/listClients",
      routes: spellingsOf("/listClients"),
      query: [{ name: "instanceId" }],
      responses: { 200: "List of Clients of GovStack", ...REFUSED },
      handle: ({ query }) => ({
        status: 200,
        body: mediator.store.read((db) => listClients(db, query.get("instanceId"))),
      }),
    }),
    listing(mediator, descriptions, "listMethods", "List REST services and endpoints for a service provider"),
    listing(
      mediator,
      descriptions,
      "allowedMethods",
      "List of allowed REST services and endpoints for a service provider",
    ),
    defineOperation({
      id: "getOpenAPI",
      summary: "Returns OpenAPI service description for a REST service",
      method: "GET",
      path: `${APPLICATION}/getOpenAPI`,
      routes: spellingsOf(`${APPLICATION}/getOpenAPI`),
      client: "required",
      query: [{ name: "serviceCode", required: true }],
      responses: { 200: "OpenAPI description of the specified REST service", ...REFUSED },
      handle: async (call) => {
        const { provider } = requireProvider(mediator, call);
        const code = call.query.get("serviceCode") ?? "";
        const service = mediator.store.read((db) => findService(db, provider, code));
        if (service === undefined) throw badRequest(`there is no service ${code}`);
        const { text, contentType } = await descriptions.fetch(service);
        return { status: 200, body: text, contentType };
      },
    }),
  ];
}

function listing(
  mediator: Mediator,
  descriptions: Descriptions,
  id: "listMethods" | "allowedMethods",
  summary: string,
): Operation {
  return defineOperation({
    id,
    summary,
    method: "GET",
    path: `${APPLICATION}/${id}`,
    routes: spellingsOf(`${APPLICATION}/${id}`),
    client: "required",
    query: [{ name: "serviceId" }],
    responses: { 200: summary, ...REFUSED },
    handle: (call) => {
      const { provider, client } = requireProvider(mediator, call);
      const may = (db: DatabaseSync, service: string): boolean =>
        id === "listMethods" || isAllowed(db, client, provider, service);
      const wanted = call.query.get("serviceId") || null;
      const body = mediator.store.read((db) => ({
        member: servicesOf(db, provider, wanted)
          .filter((service) => may(db, service.id))
          .map((service) => ({
            objectType: "SERVICE",
            serviceType: "OPENAPI",
            instanceId: provider.instance,
            memberClass: provider.memberClass,
            memberCode: provider.memberCode,
            applicationCode: provider.application,
            serviceCode: service.id,
            endpointList: { member: descriptions.endpointsOf(service) },
          })),
      }));
      return { status: 200, body };
    },
  });
}

/** These operations list no 403, so a caller that is not registered makes an error in the request. */
function requireProvider(
  mediator: Mediator,
  call: Call,
): { provider: ServiceIdentifier; client: ServiceIdentifier } {
  const client = callerOf(call.headers);
  const provider = addresseeOf(call.params);
  mediator.store.read((db) => {
    if (!isRegistered(db, provider)) throw badRequest("the path names no registered application");
    if (mediator.environment !== "development" && !isRegistered(db, client))
      throw badRequest("the caller is not a registered application");
  });
  return { provider, client };
}

function listClients(db: DatabaseSync, wanted: string | null): Record<string, unknown> {
  const instanceId = instanceOf(db);
  if (wanted !== null && wanted !== "" && wanted !== instanceId)
    throw badRequest(`there is no instance ${wanted} here`);
  const rows = allRows<{ name: string; class: string; code: string; application: string | null }>(
    db,
    `SELECT name, class, code, NULL AS application FROM member
     UNION ALL
     SELECT m.name, m.class, m.code, a.id FROM application a JOIN member m ON m.class = a.class AND m.code = a.code
     ORDER BY class, code, application`,
  );
  return {
    member: rows.map((row) => ({
      name: row.name,
      id: {
        objectType: row.application === null ? "MEMBER" : "APPLICATION",
        instanceId,
        memberClass: row.class,
        memberCode: row.code,
        ...(row.application === null ? {} : { applicationCode: row.application }),
      },
    })),
  };
}

interface ServiceRow {
  readonly id: string;
  readonly specUrl: string;
  readonly openapi: string | null;
}

function servicesOf(db: DatabaseSync, provider: ServiceIdentifier, wanted: string | null): ServiceRow[] {
  return allRows<ServiceRow>(
    db,
    `SELECT id, spec_url AS specUrl, openapi FROM service WHERE class = ? AND code = ? AND application = ?
     AND id = COALESCE(?, id) ORDER BY id`,
    provider.memberClass,
    provider.memberCode,
    provider.application,
    wanted,
  );
}
