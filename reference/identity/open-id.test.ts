import { decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  authorizeUrl,
  ExampleBrowser,
  exchangeCode,
  signIn,
  tokensOf,
  transactionIn,
} from "./example-browser.ts";
import {
  AMRA,
  assertion,
  type ExampleClient,
  type ExampleIdentity,
  ISSUER,
  makeClient,
  RETURN_TO,
  startIdentity,
} from "./example-identity.ts";

let identity: ExampleIdentity;
let client: ExampleClient;
beforeAll(async () => {
  identity = startIdentity();
  client = await makeClient(identity);
});
afterAll(() => identity.close());

/** The payload of a token, if a published key has signed it. */
async function verify(token: string): Promise<JWTPayload> {
  const { body } = await identity.send("GET", "/.well-known/jwks.json");
  const key = body.keys.find((one: { kid: string }) => one.kid === decodeProtectedHeader(token).kid);
  return (await jwtVerify(token, await importJWK(key, "RS256"), { issuer: ISSUER })).payload;
}

async function userinfo(accessToken: string) {
  const answer = await identity.send("GET", "/oidc/userinfo", undefined, {
    authorization: `Bearer ${accessToken}`,
  });
  return { ...answer, claims: answer.status === 200 ? await verify(answer.text) : undefined };
}

const withClaims = (claims: object) => ({ claims: JSON.stringify(claims), scope: "openid" });

describe("signing in", () => {
  it("gives the client a code, and for the code tokens that our published key has signed", async () => {
    const back = await signIn(identity, client);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: "the-state", iss: ISSUER });
    const { status, body, headers } = await exchangeCode(
      identity,
      client,
      back.searchParams.get("code") ?? "",
    );
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 300 } });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("pragma")).toBe("no-cache");
    const payload = await verify(body.id_token);
    expect(payload).toMatchObject({
      aud: client.id,
      nonce: "the-nonce",
      acr: "idbb:acr:generated-code",
      at_hash: expect.any(String),
      auth_time: expect.any(Number),
    });
    expect(decodeProtectedHeader(body.access_token).typ).toBe("at+jwt");
    expect((await verify(body.access_token)).sub).toBe(payload.sub);
    expect(JSON.stringify([body, payload])).not.toContain(AMRA);
  });

  it("answers /authorize with the page itself, which a browser may not frame and that loads nothing", async () => {
    const page = await new ExampleBrowser(identity).open(authorizeUrl(client));
    expect(page.status).toBe(200);
    expect(page.text).toContain("<strong>Clinics</strong>");
    expect(page.text).not.toMatch(/<script|src=|url\(|@import/);
    expect(page.headers.get("content-security-policy")).toMatch(
      /default-src 'none'.*frame-ancestors 'none'.*form-action 'self' https:\/\/clinics\.example\.org$/,
    );
  });

  it("knows a person by one name for each relying party", async () => {
    const sister = await makeClient(identity);
    const other = await makeClient(identity, { relyingPartyId: "school" });
    const subs = [];
    for (const one of [client, sister, other])
      subs.push((await verify((await tokensOf(identity, one)).body.id_token)).sub);
    expect(subs[0]).toBe(subs[1]);
    expect(subs[0]).not.toBe(subs[2]);
  });

  it("does not say whether there is anybody of a number, and lets nobody in with a wrong code", async () => {
    const browser = new ExampleBrowser(identity);
    const path = `/sign-in/${transactionIn((await browser.open(authorizeUrl(client))).text)}`;
    const pages = [];
    for (const individualId of [AMRA, "nobody"]) {
      const page = await browser.open(path, { step: "identify", individualId });
      pages.push(page.text.replaceAll(individualId, "ID"));
    }
    expect(pages[0]).toBe(pages[1]);
    const wrong = await browser.open(path, { step: "code", individualId: AMRA, code: "000000x" });
    expect(wrong.text).toContain('role="alert"');
  });

  it("is only possible in the browser that began it", async () => {
    const first = await new ExampleBrowser(identity).open(authorizeUrl(client));
    const stranger = await new ExampleBrowser(identity).open(`/sign-in/${transactionIn(first.text)}`);
    expect(stranger.status).toBe(400);
    expect(stranger.text).toContain("This sign-in is over");
  });

  it("ends at the client with access_denied when the person cancels", async () => {
    const browser = new ExampleBrowser(identity);
    const first = await browser.open(authorizeUrl(client));
    const last = await browser.open(`/sign-in/${transactionIn(first.text)}`, { step: "cancel" });
    expect(last.url).toMatch(new RegExp(`^${RETURN_TO}\\?error=access_denied`));
    expect(new URL(last.url).searchParams.get("state")).toBe("the-state");
  });

  it("happens once: the browser's next client is not asked for a code again", async () => {
    const browser = new ExampleBrowser(identity);
    await signIn(identity, client, { browser });
    const again = await browser.open(authorizeUrl(client));
    expect(again.url).toMatch(/[?&]code=/);
    const silent = await new ExampleBrowser(identity).open(authorizeUrl(client, { prompt: "none" }));
    expect(silent.url).toContain("error=login_required");
  });
});

describe("userinfo", () => {
  it("is a JWT with what the client may have, has asked for and the person agreed to", async () => {
    const { body } = await tokensOf(identity, client, { query: { scope: "openid profile phone" } });
    const { headers, claims } = await userinfo(body.access_token);
    expect(headers.get("content-type")).toMatch(/^application\/jwt/);
    expect(claims).toMatchObject({
      name: "Amra Velloso",
      birthdate: "1986-03-14",
      phone_number: "+9995550101",
    });
    // Not of the client: gender and address; not asked for: email.
    expect(Object.keys(claims ?? {})).not.toContain("gender");
    expect(Object.keys(claims ?? {})).not.toContain("email");
  });

  it("leaves out what the person did not agree to", async () => {
    const query = { scope: "openid profile phone" };
    const { body } = await tokensOf(identity, client, { query, claims: ["name"] });
    const { claims } = await userinfo(body.access_token);
    expect(claims).toMatchObject({ name: "Amra Velloso" });
    expect(claims).not.toHaveProperty("birthdate");
    expect(claims).not.toHaveProperty("phone_number");
  });

  it("has single claims that were asked for, of which essential ones cannot be refused", async () => {
    const query = withClaims({ userinfo: { name: { essential: true }, email: null } });
    const browser = new ExampleBrowser(identity);
    const { body } = await tokensOf(identity, client, { query, browser });
    expect((await userinfo(body.access_token)).claims).toMatchObject({
      name: "Amra Velloso",
      email: "amra@people.example",
    });
    const fresh = new ExampleBrowser(identity);
    await expect(
      tokensOf(identity, client, { query, browser: fresh, claims: ["email"] }),
    ).resolves.toMatchObject({
      status: 400,
    });
  });

  it("does not ask for ever for what the client may not have, and does not hand it out", async () => {
    const query = withClaims({ userinfo: { gender: { essential: true }, name: null } });
    const { body } = await tokensOf(identity, client, { query });
    const { claims } = await userinfo(body.access_token);
    expect(claims).toMatchObject({ name: "Amra Velloso" });
    expect(claims).not.toHaveProperty("gender");
  });

  it.each([
    ["none", undefined],
    ["a forged one", "Bearer abc.def.ghi"],
    ["another scheme", "Basic abc"],
  ])("is refused with invalid_token for %s", async (_, authorization) => {
    const answer = await identity.send(
      "GET",
      "/oidc/userinfo",
      undefined,
      authorization === undefined ? {} : { authorization },
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer .*error="invalid_token"/);
  });

  it("is encrypted for the client where the profile says so", async () => {
    const other = startIdentity({ settings: { encryptUserinfo: true } });
    const own = await makeClient(other);
    const { body } = await tokensOf(other, own);
    const answer = await other.send("GET", "/oidc/userinfo", undefined, {
      authorization: `Bearer ${body.access_token}`,
    });
    expect(answer.text.split(".")).toHaveLength(5);
    await other.close();
  });
});

describe("tokens", () => {
  it("are refreshed where the person allowed it, and a refresh token that was used revokes all", async () => {
    const query = { scope: "openid offline_access", prompt: "consent" };
    const { body } = await tokensOf(identity, client, { query });
    const refresh = async (token: string) =>
      identity.form("/oauth/token", {
        grant_type: "refresh_token",
        refresh_token: token,
        client_id: client.id,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await assertion(client),
      });
    const fresh = await refresh(body.refresh_token);
    expect(fresh).toMatchObject({ status: 200, body: { access_token: expect.any(String) } });
    expect((await userinfo(fresh.body.access_token)).status).toBe(200);
    expect(await refresh(body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
    expect((await userinfo(fresh.body.access_token)).status).toBe(401);
  });

  it("are not refreshed where the person did not allow it", async () => {
    const query = { scope: "openid offline_access", prompt: "consent" };
    const { body } = await tokensOf(identity, client, { query, scopes: [] });
    expect(body).not.toHaveProperty("refresh_token");
  });

  it("are worth nothing once they are revoked", async () => {
    const { body } = await tokensOf(identity, client);
    const about = async (path: string) =>
      identity.form(path, {
        token: body.access_token,
        client_id: client.id,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await assertion(client),
      });
    expect((await about("/oauth/introspect")).body).toMatchObject({ active: true, client_id: client.id });
    expect((await about("/oauth/revoke")).status).toBe(200);
    expect((await about("/oauth/introspect")).body).toEqual({ active: false });
    expect((await userinfo(body.access_token)).status).toBe(401);
  });
});

describe("discovery", () => {
  it("says where everything is by the address of the caller, and keeps one issuer", async () => {
    const server = startIdentity({
      settings: {
        issuer: "https://id.gov.example",
        publicUrls: ["https://gateway.example"],
        addresses: ["http://identity.utopia-identity.svc.cluster.local:8080"],
      },
    });
    const read = async (headers: Record<string, string>) => {
      const { body } = await server.send("GET", "/.well-known/openid-configuration", undefined, headers);
      expect(body.issuer).toBe("https://id.gov.example");
      return body.token_endpoint;
    };
    expect(await read({ host: "identity.utopia-identity:8080" })).toBe(
      "http://identity.utopia-identity:8080/oauth/token",
    );
    expect(await read({ host: "127.0.0.1:33333" })).toBe("http://127.0.0.1:33333/oauth/token");
    expect(
      await read({
        host: "127.0.0.1:4010",
        "x-forwarded-host": "gateway.example",
        "x-forwarded-proto": "https",
      }),
    ).toBe("https://gateway.example/oauth/token");
    expect(await read({ host: "evil.example" })).toBe("https://id.gov.example/oauth/token");
    await server.close();
  });
});
