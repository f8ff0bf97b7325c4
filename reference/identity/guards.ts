import { createHash, timingSafeEqual } from "node:crypto";
import { presentsToken } from "../bearer-token.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { readTokenId, verifyOwn } from "./access-token.ts";
import { invalidRequest } from "./envelope.ts";
import type { Identity } from "./identity.ts";
import { isActive, type Person, readPerson } from "./people.ts";

const unauthorized = (message: string) => new Refusal(401, "unauthorized", message);

/** Lets those pass who present the management's token; everyone where none is configured (on loopback). */
export function managementGuard({ managementToken }: Identity): (call: Call) => void {
  return (call) => {
    if (managementToken !== undefined && !presentsToken(call.headers, managementToken))
      throw unauthorized("this takes the management's token");
  };
}

/** The partner that a call names and proves to be. Throws a Failure where it names none, a Refusal for a wrong proof. */
export function requirePartner({ partnerKeys, config, managementToken }: Identity, call: Call): string {
  const id = call.headers.get("PARTNER-ID");
  const key = call.headers.get("PARTNER-API-KEY");
  if (!id || !key) throw invalidRequest("PARTNER-ID and PARTNER-API-KEY: the headers are required");
  const known = partnerKeys.get(id);
  const isOpen =
    partnerKeys.size === 0 && (config.environment === "development" || managementToken !== undefined);
  if (isOpen) return id;
  if (known === undefined || !timingSafeEqual(digest(known), digest(key)))
    throw unauthorized("PARTNER-API-KEY is not that of the partner");
  return id;
}

/** A person who calls for themselves. */
export interface Resident {
  readonly person: Person;
  /** The client that the token was made for. */
  readonly clientId: string;
}

/**
 * Who calls, by the access token in `Authorization` or the ID token in `ID_token`. Throws a Refusal, 401, for anything
 * that is not a token of now, with the scope `openid`, of somebody who may sign in.
 */
export async function requireResident(identity: Identity, call: Call): Promise<Resident> {
  const found = (await byAccessToken(identity, call)) ?? (await byIdToken(identity, call));
  const person =
    found === undefined ? undefined : identity.store.read((db) => readPerson(db, found.personId));
  if (found === undefined || person === undefined || !isActive(person))
    throw unauthorized("this takes a person's access token or ID token");
  return { person, clientId: found.clientId };
}

interface TokenOwner {
  readonly personId: string;
  readonly clientId: string;
}

async function byAccessToken(identity: Identity, call: Call): Promise<TokenOwner | undefined> {
  const value = /^bearer +(\S+) *$/i.exec(call.headers.get("authorization") ?? "")?.[1];
  const issuer = identity.addresses.issuer(call.request);
  if ((await readTokenId(value, { issuer, keys: identity.keys })) === undefined) return undefined;
  const token = await identity.openId.open(issuer).AccessToken.find(value ?? "");
  if (token === undefined || !token.scopes.has("openid")) return undefined;
  return { personId: token.accountId, clientId: token.clientId ?? "" };
}

/** An ID token names a person by a pseudonym, so it is the session's or grant's person that is looked for. */
async function byIdToken(identity: Identity, call: Call): Promise<TokenOwner | undefined> {
  const value = call.headers.get("ID_token") ?? call.headers.get("ID-Token");
  if (value === null) return undefined;
  const { addresses, keys, store } = identity;
  const token = value.replace(/^bearer +/i, "");
  const payload = await verifyOwn(token, { issuer: addresses.issuer(call.request), keys });
  const { sub, aud } = payload ?? {};
  // An access token is signed by the same key, for another audience.
  if (sub === undefined || typeof aud !== "string" || payload?.["client_id"] !== undefined) return undefined;
  const personId = store.read((db) => identity.pseudonyms.find(db, sub));
  return personId === undefined ? undefined : { personId, clientId: aud };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
