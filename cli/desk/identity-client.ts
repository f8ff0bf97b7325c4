import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import * as oidc from "openid-client";
import { z } from "zod";
import type { Pending } from "./sessions.ts";

/** Where identity is for this process, and what requests to its management have to carry. */
export interface IdentityAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What identity says of somebody who has signed in. */
export type Claims = Readonly<Record<string, unknown>>;

/** The desk as a client of identity. */
export interface IdentityClient {
  /** Where the browser is sent to sign in, and what has to be remembered until it is back. */
  begin(hint?: string): Promise<{ readonly url: URL; readonly pending: Omit<Pending, "application"> }>;
  /** Who signed in, from the address with which the browser came back. Throws where it is not as it was begun. */
  finish(back: URL, pending: Pending): Promise<{ readonly claims: Claims; readonly idToken: string }>;
  /** Where the browser is sent to sign out. */
  signOut(idToken: string, backTo: string): URL;
  /** The origin to which the browser is sent. */
  readonly origin: string;
  /** Switches the client off at identity. */
  close(): Promise<void>;
}

const discovered = z.looseObject({ issuer: z.url() });
const done = z.looseObject({ errors: z.array(z.looseObject({ errorCode: z.string() })).length(0) });

/** The claims that the desk compares with an application, and by which it knows its officers. */
const CLAIMS = ["name", "birthdate", "email"];

/**
 * Registers the desk at identity with a key of its own and discovers the rest. Identity calls itself by its issuer,
 * which this machine may not reach: what is asked there is asked at the address.
 */
export async function openIdentityClient(
  identity: IdentityAddress,
  addresses: readonly string[],
): Promise<IdentityClient> {
  const [redirectUri = ""] = addresses;
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const publicJwk = { ...(await exportJWK(publicKey)), alg: "RS256", use: "sig" };
  const clientId = `desk-${randomBytes(6).toString("hex")}`;
  const described = {
    clientName: "Social cash transfer desk",
    logoUri: new URL("/logo", redirectUri).href,
    redirectUris: addresses,
    authContextRefs: ["idbb:acr:generated-code"],
    userClaims: CLAIMS,
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
  };
  await manage(identity, "POST", "/client-mgmt/oidc-client", {
    ...described,
    clientId,
    relyingPartyId: clientId,
    publicKey: publicJwk,
  });
  const { issuer } = discovered.parse(
    await (await fetch(`${identity.url}/.well-known/openid-configuration`)).json(),
  );
  const metadata = { userinfo_signed_response_alg: "RS256", id_token_signed_response_alg: "RS256" };
  const config = await oidc.discovery(new URL(issuer), clientId, metadata, oidc.PrivateKeyJwt(privateKey), {
    execute: [oidc.allowInsecureRequests],
    [oidc.customFetch]: (url, options) => fetch(reachable(url, issuer, identity.url), options as RequestInit),
  });
  const { authorization_endpoint: endpoint = identity.url } = config.serverMetadata();
  return {
    origin: new URL(endpoint).origin,
    begin: (hint) => begin(config, redirectUri, hint),
    finish: (back, pending) => finish(config, back, pending),
    signOut: (idToken, backTo) =>
      oidc.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: backTo }),
    close: () =>
      manage(identity, "PUT", `/client-mgmt/oidc-client/${clientId}`, { ...described, status: "inactive" }),
  };
}

/** The same path at the address at which this machine reaches identity. */
function reachable(url: string, issuer: string, address: string): string {
  const { origin } = new URL(issuer);
  return url.startsWith(`${origin}/`) ? new URL(address).origin + url.slice(origin.length) : url;
}

async function begin(config: oidc.Configuration, redirectUri: string, hint: string | undefined) {
  const pending = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid profile email",
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
    state: pending.state,
    nonce: pending.nonce,
    // Officer and applicant use the same browser: neither may be taken for the other.
    prompt: "login",
    ...(hint === undefined ? {} : { login_hint: hint }),
  });
  return { url, pending };
}

async function finish(config: oidc.Configuration, back: URL, pending: Pending) {
  const tokens = await oidc.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: pending.verifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
  });
  const sub = tokens.claims()?.sub ?? "";
  const claims = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  return { claims, idToken: tokens.id_token ?? "" };
}

async function manage(
  { url, headers }: IdentityAddress,
  method: "POST" | "PUT",
  path: string,
  request: unknown,
): Promise<void> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ requestTime: new Date().toISOString(), request }),
  });
  const text = await answer.text();
  if (!answer.ok || !done.safeParse(JSON.parse(text)).success)
    throw new Error(`identity did not take the desk as a client: it answered ${answer.status}`);
}
