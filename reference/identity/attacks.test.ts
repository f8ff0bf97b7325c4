import { generateKeyPairSync, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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
  makeClient,
  RETURN_TO,
  startIdentity,
} from "./example-identity.ts";

let identity: ExampleIdentity;
let client: ExampleClient;
let other: ExampleClient;
beforeAll(async () => {
  identity = startIdentity();
  client = await makeClient(identity);
  other = await makeClient(identity);
});
afterAll(() => identity.close());

const codeFor = async (options: Parameters<typeof signIn>[2] = {}) =>
  (await signIn(identity, client, options)).searchParams.get("code") ?? "";

const refused = (error: string) => ({ status: 400, body: { error } });

describe("an assertion is refused", () => {
  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, () => Promise<string>]>([
    ["that is expired", () => assertion(client, { exp: now() - 120, iat: now() - 180 })],
    ["for another audience", () => assertion(client, { aud: "https://elsewhere.example/token" })],
    ["of another issuer", () => assertion(client, { iss: other.id })],
    ["about another subject", () => assertion(client, { sub: other.id })],
    ["by another client's key", () => assertion({ id: client.id, key: other.key })],
    ["without jti", () => assertion(client, { jti: undefined })],
    ["without iat", () => assertion(client, { iat: undefined })],
    ["without exp", () => assertion(client, { exp: undefined })],
    [
      "with the algorithm none",
      async () => {
        const [, payload] = (await assertion(client)).split(".");
        return `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
      },
    ],
    [
      "by HS256 with the public key as its secret",
      () =>
        new SignJWT({ jti: randomUUID() })
          .setProtectedHeader({ alg: "HS256" })
          .setIssuer(client.id)
          .setSubject(client.id)
          .setAudience("http://127.0.0.1:4010/oauth/token")
          .setIssuedAt()
          .setExpirationTime("1m")
          .sign(Buffer.from(JSON.stringify(client.request["publicKey"]))),
    ],
    ["that is no JWT", async () => "not.a.jwt"],
  ])("%s", async (_, make) => {
    const answer = await exchangeCode(identity, client, await codeFor(), { client_assertion: await make() });
    expect(answer).toMatchObject(refused("invalid_assertion"));
  });

  it("that was used before", async () => {
    const twice = await assertion(client);
    expect((await exchangeCode(identity, client, await codeFor(), { client_assertion: twice })).status).toBe(
      200,
    );
    expect(await exchangeCode(identity, client, await codeFor(), { client_assertion: twice })).toMatchObject(
      refused("invalid_assertion"),
    );
  });

  it("of a client that is not known, or has no key", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const stranger = { id: "stranger", key: privateKey, request: {} };
    expect(await exchangeCode(identity, stranger, "any")).toMatchObject(refused("invalid_assertion"));
    const keyless = await makeClient(identity, { publicKey: {} });
    expect(await exchangeCode(identity, keyless, "any")).toMatchObject(refused("invalid_assertion"));
  });

  it("of another type", async () => {
    const changes = { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" };
    expect(await exchangeCode(identity, client, "any", changes)).toMatchObject(
      refused("invalid_assertion_type"),
    );
  });
});

describe("a code is refused", () => {
  it("the second time, and what it gave is revoked", async () => {
    const code = await codeFor();
    const { body } = await exchangeCode(identity, client, code);
    expect(await exchangeCode(identity, client, code)).toMatchObject(refused("invalid_transaction"));
    const { status } = await identity.send("GET", "/oidc/userinfo", undefined, {
      authorization: `Bearer ${body.access_token}`,
    });
    expect(status).toBe(401);
  });

  it("but for one of many who send it at the same moment", async () => {
    const code = await codeFor();
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchangeCode(identity, client, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("to another client", async () => {
    expect(await exchangeCode(identity, other, await codeFor())).toMatchObject(
      refused("invalid_transaction"),
    );
  });

  it("for another redirect URI", async () => {
    const changes = { redirect_uri: "https://clinics.example.org/other" };
    expect(await exchangeCode(identity, client, await codeFor(), changes)).toMatchObject(
      refused("invalid_redirect_uri"),
    );
  });

  it("when it is too old", async () => {
    const code = await codeFor();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 90_000 });
    try {
      expect(await exchangeCode(identity, client, code)).toMatchObject(refused("invalid_transaction"));
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [
      "without the verifier of its challenge",
      { code_challenge: CHALLENGE(), code_challenge_method: "S256" },
      {},
    ],
    [
      "with another verifier",
      { code_challenge: CHALLENGE(), code_challenge_method: "S256" },
      { code_verifier: "w".repeat(43) },
    ],
    ["with a verifier that nobody announced", {}, { code_verifier: "v".repeat(43) }],
  ])("%s", async (_, query, changes) => {
    const answer = await exchangeCode(identity, client, await codeFor({ query }), changes);
    expect(answer).toMatchObject(refused("invalid_transaction"));
  });

  it("when a parameter is absent, or there twice", async () => {
    expect(await exchangeCode(identity, client, "")).toMatchObject(refused("invalid_request"));
    const response = await identity.fetch("/oauth/token", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=authorization_code&grant_type=authorization_code",
    });
    expect(await response.json()).toMatchObject({ error: "invalid_request" });
  });
});

function CHALLENGE(): string {
  return "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
}

describe("an authorization request is refused", () => {
  const open = (changes: Record<string, string>, id = client.id) =>
    new ExampleBrowser(identity).open(authorizeUrl({ id }, changes));

  it.each([
    ["a redirect URI that is not the client's", { redirect_uri: "https://evil.example/back" }],
    ["one that only begins like it", { redirect_uri: `${RETURN_TO}/../evil` }],
    ["no redirect URI", { redirect_uri: "" }],
  ])("with a page and no redirect for %s", async (_, changes) => {
    const page = await open(changes);
    expect(page.status).toBe(400);
    expect(page.headers.get("location")).toBeNull();
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  });

  it("with a page for a client that is not known, whose name it does not let be markup", async () => {
    const page = await open({}, "<script>alert(1)</script>");
    expect(page.status).toBe(400);
    expect(page.text).not.toContain("<script>");
  });

  it.each([
    ["plain PKCE", { code_challenge: "x".repeat(43), code_challenge_method: "plain" }, "invalid_request"],
    ["a token at once", { response_type: "id_token" }, "unsupported_response_type"],
    ["another response mode", { response_mode: "web_message" }, "unsupported_response_mode"],
    ["an object of parameters", { request: "a.b.c" }, "request_not_supported"],
  ])("at the client for %s", async (_, changes, error) => {
    expect(
      new URL((await open(changes)).url).searchParams.get("error") ?? (await open(changes)).url,
    ).toContain(error);
  });

  it("for a client that was switched off", async () => {
    const gone = await makeClient(identity);
    const { clientId: _, relyingPartyId: __, publicKey: ___, ...rest } = gone.request;
    await identity.send("PUT", `/client-mgmt/oidc-client/${gone.id}`, {
      requestTime: new Date().toISOString(),
      request: { ...rest, status: "inactive" },
    });
    expect((await open({}, gone.id)).status).toBe(400);
    expect(await exchangeCode(identity, gone, "any")).toMatchObject(refused("invalid_assertion"));
  });
});

describe("a person's proof", () => {
  it("is refused after five wrong codes, the right one too, until the lock is over", async () => {
    const server = startIdentity();
    const own = await makeClient(server);
    const browser = new ExampleBrowser(server);
    const path = `/sign-in/${transactionIn((await browser.open(authorizeUrl(own))).text)}`;
    const code = await server.code(AMRA);
    for (let tries = 0; tries < 5; tries++)
      await browser.open(path, {
        step: "code",
        individualId: AMRA,
        code: code === "111111" ? "222222" : "111111",
      });
    expect((await browser.open(path, { step: "code", individualId: AMRA, code })).text).toContain("alert");
    expect(await server.code(AMRA)).toBe(code);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 901_000 });
    try {
      await expect(tokensOf(server, own)).resolves.toMatchObject({ status: 200 });
    } finally {
      vi.useRealTimers();
      await server.close();
    }
  });

  it("is good once, and for three minutes", async () => {
    const server = startIdentity();
    const code = await server.code(AMRA, "t-1");
    const update = (transactionID: string) =>
      server.send("POST", "/update-uin", {
        request: {
          individualId: AMRA,
          otp: code,
          transactionID,
          identityJson: Buffer.from('{"phone":"+9995550199"}').toString("base64"),
        },
      });
    expect((await update("t-2")).body.errors[0]).toMatchObject({ errorCode: "auth_failed" });
    expect((await update("t-1")).body.response).toMatchObject({ registrationId: expect.any(String) });
    expect((await update("t-1")).body.errors[0]).toMatchObject({ errorCode: "auth_failed" });
    const late = await server.code(AMRA);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 181_000 });
    expect((await server.send("GET", `/development/one-time-codes/${AMRA}`)).status).toBe(404);
    vi.useRealTimers();
    expect(late).toMatch(/^\d{6}$/);
    await server.close();
  });

  it("is not sent more than five times in three minutes", async () => {
    const server = startIdentity({ settings: {} });
    const errors = [];
    for (let sends = 0; sends < 6; sends++)
      errors.push((await server.ask("/one-time-code", { individualId: AMRA })).body.errors[0]?.errorCode);
    expect(errors).toEqual([undefined, undefined, undefined, undefined, undefined, "send_limit_reached"]);
    await server.close();
  });

  it("is readable in development only", async () => {
    expect(() => startIdentity({ environment: "production" })).toThrow(
      /one-time codes .* are for development/,
    );
    const delivered = startIdentity({
      environment: "production",
      mediator: "http://127.0.0.1:9",
      settings: { deliverCodes: "messaging", messagingPath: "/r1/XU/GOV/70001/messages/messaging" },
    });
    expect((await delivered.send("GET", `/development/one-time-codes/${AMRA}`)).status).toBe(404);
    expect((await delivered.send("GET", "/development/holdings")).status).toBe(404);
    await delivered.close();
  });
});
