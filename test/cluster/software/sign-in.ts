import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";

/** What OpenID Connect discovery says, as far as signing in needs it (OpenID Connect Discovery 1.0, section 3). */
export interface Discovery {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
}

/** A public client of a provider, as a browser's application is one. */
export interface PublicClient {
  readonly id: string;
  readonly redirectUri: string;
}

/** A proof key for code exchange (RFC 7636, S256). */
export function makeProof(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** Signs a person in as a browser would: opens the page, fills in its form, follows to the code. */
export async function fetchCode(
  discovery: Discovery,
  client: PublicClient,
  challenge: string,
  person: { readonly username: string; readonly password: string },
): Promise<string> {
  const state = randomBytes(8).toString("hex");
  const url = new URL(discovery.authorization_endpoint);
  for (const [key, value] of Object.entries({
    response_type: "code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: "openid profile",
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  })) {
    url.searchParams.set(key, value);
  }
  const page = await fetch(url, { redirect: "manual" });
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const action = /action="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&amp;", "&");
  if (action === undefined) throw new Error(`the sign-in page (${page.status}) has no form`);
  const answer = await fetch(action, {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams(person),
    redirect: "manual",
  });
  const location = URL.parse(answer.headers.get("location") ?? "");
  if (location?.searchParams.get("state") !== state)
    throw new Error(`signing in was answered ${answer.status}`);
  return location.searchParams.get("code") ?? "";
}

/** Exchanges a code for tokens (RFC 6749, 4.1.3). */
export function redeemCode(
  discovery: Discovery,
  client: PublicClient,
  code: string,
  verifier: string,
): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    code,
    code_verifier: verifier,
  });
  return fetch(discovery.token_endpoint, { method: "POST", body });
}

/** The claims of a token whose RS256 signature one of the published keys made; throws for any other. */
export async function readToken(discovery: Discovery, token: string): Promise<Record<string, unknown>> {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const { kid, alg } = JSON.parse(Buffer.from(head, "base64url").toString()) as { kid: string; alg: string };
  const { keys } = (await (await fetch(discovery.jwks_uri)).json()) as { keys: { kid: string }[] };
  const key = keys.find((one) => one.kid === kid);
  if (alg !== "RS256" || key === undefined) throw new Error(`no published key ${kid} for ${alg}`);
  const publicKey = createPublicKey({ key: key as Record<string, string>, format: "jwk" });
  const isGood = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  if (!isGood) throw new Error("the signature does not fit");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
}
