import type { webcrypto } from "node:crypto";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveBlock } from "../serve.ts";
import { createIdentity } from "./create.ts";
import { AMRA, testConfig } from "./example-identity.ts";

const CALLBACK = "http://127.0.0.1:4999/callback";
let served: Served;
let keys: webcrypto.CryptoKeyPair;

/** Independent software signs in over the network: nothing here but the page's form is ours. */
beforeAll(async () => {
  served = await serveBlock(createIdentity(testConfig(), ":memory:"), { host: "127.0.0.1", port: 0 });
  keys = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const publicKey = await crypto.subtle.exportKey("jwk", keys.publicKey);
  const { kty, n, e } = publicKey;
  const created = await post(`${served.url}/client-mgmt/oidc-client`, {
    requestTime: new Date().toISOString(),
    request: {
      clientId: "independent",
      clientName: "Independent",
      relyingPartyId: "independent",
      logoUri: "https://independent.example/logo.png",
      redirectUris: [CALLBACK],
      authContextRefs: ["idbb:acr:generated-code"],
      publicKey: { kty, n, e },
      userClaims: ["name"],
      grantTypes: ["authorization_code"],
      clientAuthMethods: ["private_key_jwt"],
    },
  });
  expect(created).toMatchObject({ errors: [] });
});
afterAll(() => served.stop());

async function post(url: string, body: unknown): Promise<unknown> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await fetch(url, init)).json();
}

/** A person's browser: cookies by their path, redirects, and forms. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: URL, form?: URLSearchParams): Promise<{ url: URL; text: string }> {
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) return { url, text: await response.text() };
    const next = new URL(location, url);
    return next.origin === served.url ? this.open(next) : { url: next, text: "" };
  }

  async signIn(url: URL): Promise<URL> {
    const first = await this.open(url);
    const action = (text: string) => new URL(/action="([^"]+)"/.exec(text)?.[1] ?? "", served.url);
    const form = (fields: Record<string, string>) => new URLSearchParams(fields);
    await this.open(action(first.text), form({ step: "identify", individualId: AMRA }));
    const { code } = (await (await fetch(`${served.url}/development/one-time-codes/${AMRA}`)).json()) as {
      code: string;
    };
    const consent = await this.open(action(first.text), form({ step: "code", individualId: AMRA, code }));
    const agreed = form({ step: "consent", claim: "name", scope: "offline_access" });
    return (await this.open(action(consent.text), agreed)).url;
  }
}

describe("a client that nobody here wrote", () => {
  it("openid-client signs in with PKCE and private_key_jwt, reads userinfo, refreshes and logs out", async () => {
    const config = await client.discovery(
      new URL(served.url),
      "independent",
      { userinfo_signed_response_alg: "RS256" },
      client.PrivateKeyJwt(keys.privateKey),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    );
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedNonce = client.randomNonce();
    const expectedState = client.randomState();
    const browser = new Browser();
    const back = await browser.signIn(
      client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: "openid profile offline_access",
        prompt: "consent",
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
        nonce: expectedNonce,
        state: expectedState,
      }),
    );
    const tokens = await client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier,
      expectedNonce,
      expectedState,
      idTokenExpected: true,
    });
    const sub = tokens.claims()?.sub ?? "";
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
      sub,
      name: "Amra Velloso",
    });
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(fresh.claims()?.sub).toBe(sub);
    expect(await client.tokenIntrospection(config, fresh.access_token)).toMatchObject({ active: true });
    await client.tokenRevocation(config, fresh.access_token);
    expect(await client.tokenIntrospection(config, fresh.access_token)).toMatchObject({ active: false });
    const logout = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: CALLBACK,
      state: "bye",
    });
    const question = await browser.open(logout);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(question.text)?.[1] ?? "";
    const confirm = new URL(/action="([^"]+)"/.exec(question.text)?.[1] ?? "", served.url);
    const out = await browser.open(confirm, new URLSearchParams({ xsrf, logout: "yes" }));
    expect(out.url.href).toBe(`${CALLBACK}?state=bye`);
    const again = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: "openid",
      prompt: "none",
    });
    expect((await browser.open(again)).url.searchParams.get("error")).toBe("login_required");
  });

  it("oauth4webapi finds that the tokens are what they should be", async () => {
    const issuer = new URL(served.url);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    const self: oauth.Client = { client_id: "independent", userinfo_signed_response_alg: "RS256" };
    const verifier = oauth.generateRandomCodeVerifier();
    const nonce = oauth.generateRandomNonce();
    const url = new URL(server.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      client_id: "independent",
      redirect_uri: CALLBACK,
      response_type: "code",
      scope: "openid profile",
      nonce,
      state: "s",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }).toString();
    const back = await new Browser().signIn(url);
    const parameters = oauth.validateAuthResponse(server, self, back, "s");
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      self,
      oauth.PrivateKeyJwt(keys.privateKey),
      parameters,
      CALLBACK,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, self, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
    const info = await oauth.userInfoRequest(server, self, tokens.access_token, insecure);
    expect(await oauth.processUserInfoResponse(server, self, sub, info)).toMatchObject({
      name: "Amra Velloso",
    });
    const access = await oauth.validateJwtAccessToken(
      { ...server, jwks_uri: server.jwks_uri ?? "" },
      new Request("http://127.0.0.1/", { headers: { authorization: `Bearer ${tokens.access_token}` } }),
      served.url,
      insecure,
    );
    expect(access).toMatchObject({ client_id: "independent", sub });
  });
});
