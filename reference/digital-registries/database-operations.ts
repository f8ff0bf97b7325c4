import { formatIdentifier } from "../../charts/spi/index.ts";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { describeDatabase, describeDatabases, describeSchema } from "./database-info.ts";
import { findDatabase, listRegistries, removeRegistry } from "./databases.ts";
import { institutionOf } from "./institution.ts";
import { MODIFY_BODY, modifyRegistry } from "./modify.ts";
import type { RegistryServer } from "./registry-server.ts";
import { routesOf } from "./routes.ts";

const DATABASE = "/database/{id}";
const RESPONSES = { 400: "Not an integer", 404: "There is no such database" } as const;

/** The operations of the Database API (1.3.0); the operationIds are ours, the file has none. */
export function databaseOperations(server: RegistryServer): readonly Operation[] {
  const { store, config } = server;
  return [
    defineOperation({
      id: "getDatabase",
      summary: "What a registry is, with its schema",
      method: "GET",
      path: DATABASE,
      routes: routesOf(DATABASE),
      client: "required",
      responses: { 200: "The database", ...RESPONSES },
      handle: (call) => {
        const databaseId = readId(call);
        const body = store.read((db) => {
          const registry = findDatabase(db, databaseId);
          return registry === undefined ? undefined : describeDatabase(db, registry);
        });
        if (body === undefined) throw notFound("there is no database of this id");
        return { status: 200, body };
      },
    }),
    defineOperation({
      id: "deleteDatabase",
      summary: "Stops serving a registry; what it holds is kept",
      method: "DELETE",
      path: DATABASE,
      routes: routesOf(DATABASE),
      client: "required",
      responses: { 200: "Success", ...RESPONSES },
      handle: async (call) => {
        const databaseId = readId(call);
        await store.write((db) => {
          const removal = removeRegistry(db, databaseId);
          if (removal === "unknown") throw notFound("there is no database of this id");
          if (removal === "removed")
            recordAudit(db, call, { operation: "deleteDatabase", status: 200, databaseId });
        });
        return { status: 200, body: "Success" };
      },
    }),
    defineOperation({
      id: "modifyDatabase",
      summary: "Creates a registry or changes its schema",
      method: "POST",
      path: "/database/modify",
      routes: routesOf("/database/modify"),
      client: "required",
      body: MODIFY_BODY,
      responses: { 200: "Success", 400: "The schema cannot be used, or stored records would not conform" },
      handle: async (call) => {
        const registry = await store.write((db) => {
          const modified = modifyRegistry(
            db,
            call.body,
            callerOf(call),
            institutionOf(config, config.identifier),
          );
          const { databaseId } = modified.registry;
          if (modified.changed)
            recordAudit(db, call, { operation: "modifyDatabase", status: 200, databaseId });
          return modified.registry;
        });
        return { status: 200, body: describeSchema(registry) };
      },
    }),
    defineOperation({
      id: "listDatabases",
      summary: "All registries with their schemas",
      method: "GET",
      path: "/databases",
      routes: routesOf("/databases"),
      client: "required",
      responses: { 200: "All databases as one group" },
      handle: () => ({
        status: 200,
        body: store.read((db) => describeDatabases(db, listRegistries(db), config)),
      }),
    }),
  ];
}

function readId(call: Call): number {
  const id = call.params["id"] ?? "";
  if (!/^-?\d{1,15}$/.test(id)) throw badRequest("the id of a database is an integer");
  return Number(id);
}

function callerOf(call: Call): string {
  return call.client === undefined ? "" : formatIdentifier(call.client);
}
