import type { z } from "zod";
import type { Operation } from "../operation.ts";
import { CLIENT_CODES, changedClient, checkPublicKey, newClient } from "./client-request.ts";
import { createClient, updateClient } from "./clients.ts";
import { defineEnvelope, Failure } from "./envelope.ts";
import { managementGuard } from "./guards.ts";
import type { Identity } from "./identity.ts";
import { routesOf } from "./routes.ts";

type Changed = z.infer<typeof changedClient>;

/** Client management (Identity-Provider.yaml). */
export function clientOperations(identity: Identity): readonly Operation[] {
  const shared = {
    guard: managementGuard(identity),
    codes: CLIENT_CODES,
    responses: { 401: "Not the management's token" },
  };
  const path = "/client-mgmt/oidc-client";
  return [
    defineEnvelope({
      ...shared,
      id: "post-client",
      summary: "Creates a client",
      method: "POST",
      path,
      routes: routesOf(path),
      request: newClient,
      handle: async (request) => {
        // A client without a key is the specification's own example; nobody can sign in by it.
        if (Object.keys(request.publicKey).length > 0) checkPublicKey(request.publicKey);
        await identity.store.write((db) => createClient(db, identity.ownClients, request));
        return { clientId: request.clientId };
      },
    }),
    defineEnvelope<Changed>({
      ...shared,
      id: "put-oidc-client-client_id",
      summary: "Changes a client",
      method: "PUT",
      path: `${path}/{client_id}`,
      routes: routesOf(`${path}/{client_id}`),
      request: changedClient,
      handle: async (request, call) => {
        const clientId = call.params["client_id"] ?? "";
        if (identity.ownClients.has(clientId))
          throw new Failure("invalid_client_id", "client_id: this client is the profile's to change");
        await identity.store.write((db) => updateClient(db, clientId, request));
        return { clientId };
      },
    }),
  ];
}
