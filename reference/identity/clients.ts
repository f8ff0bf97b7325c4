import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import type { NewClient } from "./client-request.ts";
import { Failure } from "./envelope.ts";
import type { StackClient } from "./settings.ts";

/** A client that people sign in to. */
export interface Client extends NewClient {
  readonly status: "active" | "inactive";
}

interface Row {
  readonly document: string;
  readonly status: Client["status"];
}

/** The client of an id, whatever its status; those of the stack's own parts come first. */
export function findClient(
  db: DatabaseSync,
  own: ReadonlyMap<string, Client>,
  id: string,
): Client | undefined {
  const known = own.get(id);
  if (known !== undefined) return known;
  const row = firstRow<Row>(db, "SELECT document, status FROM client WHERE id = ?", id);
  return row === undefined ? undefined : { ...(JSON.parse(row.document) as NewClient), status: row.status };
}

/** Stores a client. The same again changes nothing; throws a {@link Failure} for another one of the id. */
export function createClient(db: DatabaseSync, own: ReadonlyMap<string, Client>, document: NewClient): void {
  const { clientId } = document;
  const text = canonicalJson(document);
  const known = findClient(db, own, clientId);
  if (known === undefined) {
    const sql = "INSERT INTO client (id, document, created_as, status) VALUES (?, ?, ?, 'active')";
    runSql(db, sql, clientId, text, text);
    return;
  }
  const row = firstRow<{ text: string }>(db, "SELECT created_as AS text FROM client WHERE id = ?", clientId);
  if (row?.text !== text)
    throw new Failure("duplicate_client_id", "clientId: there is another client of this id");
}

/** Replaces what may change of a client. Throws a {@link Failure} where there is none of the id. */
export function updateClient(
  db: DatabaseSync,
  id: string,
  { status, ...changes }: Omit<Client, "clientId" | "relyingPartyId" | "publicKey">,
): void {
  const row = firstRow<Row>(db, "SELECT document, status FROM client WHERE id = ?", id);
  if (row === undefined) throw new Failure("invalid_client_id", "client_id: there is no such client");
  const document = { ...(JSON.parse(row.document) as NewClient), ...changes };
  runSql(db, "UPDATE client SET document = ?, status = ? WHERE id = ?", canonicalJson(document), status, id);
}

/** All clients of the API and the seed, with what they are. */
export function listClients(db: DatabaseSync): Pick<Client, "clientId" | "status">[] {
  return allRows(db, "SELECT id AS clientId, status FROM client ORDER BY id");
}

/** Whether credentials can be shared with somebody of this id. */
export function isRelyingParty(
  db: DatabaseSync,
  own: ReadonlyMap<string, Client>,
  relyingParty: string,
): boolean {
  if ([...own.values()].some(({ relyingPartyId }) => relyingPartyId === relyingParty)) return true;
  const sql = "SELECT 1 FROM client WHERE json_extract(document, '$.relyingPartyId') = ? LIMIT 1";
  return firstRow(db, sql, relyingParty) !== undefined;
}

/** The clients of the stack's own parts, which only the profile changes. Throws a TypeError for an unreadable key. */
export function readStackClients(clients: readonly StackClient[], logoUri: string): Map<string, Client> {
  return new Map(clients.map((client) => [client.id, stackClient(client, logoUri)]));
}

function stackClient(client: StackClient, logoUri: string): Client {
  return {
    clientId: client.id,
    clientName: client.name,
    relyingPartyId: client.relyingParty,
    logoUri,
    redirectUris: [...client.redirectUris],
    authContextRefs: ["idbb:acr:generated-code", "idbb:acr:linked-wallet"],
    userClaims: [...client.claims],
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
    publicKey: readKey(client),
    status: "active",
  };
}

function readKey({ id, publicKeyFile }: StackClient): Record<string, unknown> {
  try {
    return { ...createPublicKey(readFileSync(publicKeyFile, "utf8")).export({ format: "jwk" }) };
  } catch (error) {
    throw new TypeError(`the public key of the client ${id} cannot be read: ${(error as Error).message}`);
  }
}
