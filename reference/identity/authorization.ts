import type { Provider } from "oidc-provider";
import type { Client } from "./clients.ts";
import { findClient } from "./clients.ts";
import type { Identity } from "./identity.ts";
import { PROVABLE } from "./open-id-provider.ts";
import { type AuthorizationParameters, type Requested, readRequested } from "./requested-claims.ts";
import type { Ways } from "./sign-in-pages.ts";

/** An authorization request that waits for a person. */
export interface Authorization {
  readonly transactionId: string;
  readonly parameters: AuthorizationParameters;
  readonly client: Client;
  readonly requested: Requested;
  readonly ways: Ways;
}

/** Reads what an interaction of the library is about; undefined where its client is gone. */
export function authorizationOf(
  { store, ownClients }: Identity,
  transactionId: string,
  parameters: AuthorizationParameters,
): Authorization | undefined {
  const client = store.read((db) => findClient(db, ownClients, String(parameters["client_id"])));
  if (client === undefined || client.status !== "active") return undefined;
  const [generatedCode, linkedWallet] = PROVABLE;
  return {
    transactionId,
    parameters,
    client,
    requested: readRequested(parameters, client.userClaims),
    ways: {
      code: client.authContextRefs.includes(generatedCode),
      wallet: client.authContextRefs.includes(linkedWallet),
    },
  };
}

/** What a person agreed to. */
export interface Agreement {
  readonly claims: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * Keeps what a person lets a client know, and returns the grant's id: all that was asked for is granted, and what was
 * not agreed to is refused, by name.
 */
export async function keepGrant(
  provider: Provider,
  accountId: string,
  { client, parameters, requested }: Authorization,
  { claims, scopes }: Agreement,
): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(String(parameters["scope"] ?? ""));
  const asked = [...requested.essential, ...requested.voluntary];
  // What the client may not have is granted too, or the library would ask for ever; nobody hands it out.
  grant.addOIDCClaims([...new Set([...asked, ...requested.named])]);
  const refused = asked.filter((claim) => !claims.includes(claim));
  if (refused.length > 0) grant.rejectOIDCClaims(refused);
  const away = requested.scopes.filter((scope) => !scopes.includes(scope));
  if (away.length > 0) grant.rejectOIDCScope(away.join(" "));
  return grant.save();
}

/** Makes the authorization code of a request outside of the browser's session: for who agreed in a wallet. */
export async function makeCode(
  provider: Provider,
  accountId: string,
  authorization: Authorization,
  agreement: Agreement,
  acr: string,
): Promise<string> {
  const { parameters, client } = authorization;
  const known = await provider.Client.find(client.clientId);
  if (known === undefined) throw new Error("the client is gone");
  const grantId = await keepGrant(provider, accountId, authorization, agreement);
  const text = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" ? value : undefined;
  };
  const grant = await provider.Grant.find(grantId);
  const scopes = new Set(String(parameters["scope"] ?? "").split(" "));
  const code = new provider.AuthorizationCode({
    accountId,
    acr,
    amr: [acr === PROVABLE[0] ? "otp" : "swk"],
    authTime: Math.floor(Date.now() / 1000),
    claims: parseClaims(text("claims")),
    client: known,
    codeChallenge: text("code_challenge"),
    codeChallengeMethod: text("code_challenge_method"),
    grantId,
    nonce: text("nonce"),
    redirectUri: text("redirect_uri"),
    scope: grant?.getOIDCScopeFiltered(scopes),
  } as ConstructorParameters<Provider["AuthorizationCode"]>[0]);
  return code.save();
}

function parseClaims(claims: string | undefined): object | undefined {
  // The library has read it before and would not have begun with anything else.
  return claims === undefined ? undefined : (JSON.parse(claims) as object);
}
