import { generateKeyPairSync, type KeyObject, randomUUID, X509Certificate } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { authorizeUrl, ExampleBrowser, exchangeCode, transactionIn } from "./example-browser.ts";
import {
  AMRA,
  type ExampleClient,
  type ExampleIdentity,
  ISSUER,
  makeClient,
  RETURN_TO,
  startIdentity,
} from "./example-identity.ts";
import { thumbprintOf } from "./keys.ts";

let identity: ExampleIdentity;
let client: ExampleClient;
let transactionId: string;
beforeEach(async () => {
  identity = startIdentity({ settings: { sendLimit: 1000, pollMs: 200 } });
  client = await makeClient(identity);
  await begin();
});
afterEach(() => identity.close());

/** A client sends somebody to sign in. */
async function begin(): Promise<void> {
  const query = { scope: "openid offline_access", prompt: "consent", claims: CLAIMS };
  transactionId = transactionIn((await new ExampleBrowser(identity).open(authorizeUrl(client, query))).text);
}

const CLAIMS = JSON.stringify({ userinfo: { name: { essential: true }, birthdate: null } });
const XSRF = { "X-XSRF-TOKEN": "a-token" };
const PARTNER = { "PARTNER-ID": "wallets", "PARTNER-API-KEY": "a-key" };

const link = (path: string, request: object, headers: Record<string, string> = XSRF) =>
  identity.ask(`/linked-authorization/${path}`, request, headers);
const codeOf = (answer: { body: { errors: { errorCode: string }[] } }) => answer.body.errors[0]?.errorCode;

async function newLink(): Promise<{ linkCode: string; linkedTransactionId: string }> {
  const { linkCode } = (await link("link-code", { transactionId })).body.response;
  const { linkTransactionId } = (await link("link-transaction", { linkCode })).body.response;
  return { linkCode, linkedTransactionId: linkTransactionId };
}

const otp = async (person = AMRA) => [
  { authFactorType: "OTP", challenge: await identity.code(person), format: "alpha-numeric" },
];

describe("signing in with a wallet", () => {
  it("goes from the link code to tokens for what the person agreed to", async () => {
    const { linkCode, linkedTransactionId } = await newLink();
    expect((await link("link-status", { transactionId, linkCode })).body).toMatchObject({
      responseTime: expect.any(String),
      responseTIme: expect.any(String),
      response: { transactionId, linkStatus: "LINKED", linkedDateTime: expect.stringMatching(/^\d{13}$/) },
    });
    const authenticated = await link("authenticate", {
      linkedTransactionId,
      individualId: AMRA,
      challengeList: await otp(),
    });
    expect(authenticated.body).toMatchObject({ response: { linkedTransactionId }, errors: [] });
    const agreed = await link("consent", {
      linkedTransactionId,
      acceptedClaims: ["name"],
      permittedAuthorizeScopes: ["offline_access"],
    });
    expect(agreed.body.response).toEqual({ linkedTransactionId });
    const made = await link("link-auth-code", { transactionId, linkedCode: linkCode });
    expect(made.body.response).toMatchObject({
      code: expect.any(String),
      redirectUri: RETURN_TO,
      state: "the-state",
      nonce: "the-nonce",
    });
    expect((await link("link-auth-code", { transactionId, linkCode })).body.response.code).toBe(
      made.body.response.code,
    );
    const { body } = await exchangeCode(identity, client, made.body.response.code);
    expect(decodeJwt(body.id_token)).toMatchObject({ nonce: "the-nonce", acr: "idbb:acr:generated-code" });
    expect(body.refresh_token).toEqual(expect.any(String));
    const info = await identity.send("GET", "/oidc/userinfo", undefined, {
      authorization: `Bearer ${body.access_token}`,
    });
    expect(decodeJwt(info.text)).toMatchObject({ name: "Amra Velloso" });
    expect(decodeJwt(info.text)).not.toHaveProperty("birthdate");
  });

  it("tells the wallet who asks for what", async () => {
    const { linkCode } = (await link("link-code", { transactionId })).body.response;
    expect((await link("link-transaction", { linkCode }, {})).body.response).toMatchObject({
      clientName: "Clinics",
      authorizeScopes: ["offline_access"],
      essentialClaims: ["name"],
      voluntaryClaims: ["birthdate"],
      authFactors: [[{ type: "OTP" }], [{ type: "Wallet" }]],
    });
    expect(codeOf(await link("link-transaction", { linkCode }))).toBe("invalid_link_code");
  });

  it("waits, and says so when nothing happens", async () => {
    const { linkCode } = (await link("link-code", { transactionId })).body.response;
    expect(codeOf(await link("link-status", { transactionId, linkCode }))).toBe("response_timeout");
    const waiting = link("link-status", { transactionId, linkCode });
    await link("link-transaction", { linkCode });
    expect((await waiting).body.response.linkStatus).toBe("LINKED");
    expect(codeOf(await link("link-auth-code", { transactionId, linkedCode: linkCode }))).toBe(
      "response_timeout",
    );
  });

  it("works from the page too, without a script", async () => {
    const browser = new ExampleBrowser(identity);
    const first = await browser.open(authorizeUrl(client));
    const path = `/sign-in/${transactionIn(first.text)}`;
    const shown = await browser.open(path, { step: "wallet" });
    const linkCode = /<output>([^<]+)</.exec(shown.text)?.[1] ?? "";
    const { linkTransactionId: linkedTransactionId } = (await link("link-transaction", { linkCode })).body
      .response;
    expect((await browser.open(path, { step: "linked", linkCode })).text).toContain("has not answered yet");
    await link("authenticate", { linkedTransactionId, individualId: AMRA, challengeList: await otp() });
    await link("consent", { linkedTransactionId });
    const last = await browser.open(path, { step: "linked", linkCode });
    expect(last.url).toMatch(/^https:\/\/clinics\.example\.org\/back\?code=.*&state=the-state&iss=/);
  });
});

describe("what a wallet cannot do", () => {
  it("use what is not there, or over", async () => {
    expect(codeOf(await link("link-code", { transactionId: "unknown" }))).toBe("invalid_transaction_id");
    expect(codeOf(await link("link-code", {}))).toBe("invalid_transaction_id");
    expect(codeOf(await link("link-code", { transactionId }, {}))).toBe("invalid_request");
    expect(
      codeOf(await link("link-code", { transactionId }, { ...XSRF, cookie: "XSRF-TOKEN=another" })),
    ).toBe("invalid_request");
    expect(codeOf(await link("link-status", { transactionId, linkCode: "UNKNOWN" }))).toBe(
      "invalid_link_code",
    );
    const { linkCode } = (await link("link-code", { transactionId })).body.response;
    await link("link-code", { transactionId });
    expect(codeOf(await link("link-transaction", { linkCode }))).toBe("invalid_link_code");
    const { linkCode: late } = (await link("link-code", { transactionId })).body.response;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 121_000 });
    expect(codeOf(await link("link-transaction", { linkCode: late }))).toBe("invalid_link_code");
    vi.useRealTimers();
  });

  it("go on without a proof, or past what was asked for", async () => {
    const { linkedTransactionId } = await newLink();
    expect(codeOf(await link("consent", { linkedTransactionId }))).toBe("invalid_transaction");
    const authenticate = async (challengeList: unknown, individualId = AMRA) =>
      codeOf(await link("authenticate", { linkedTransactionId, individualId, challengeList }));
    expect(await authenticate([])).toBe("invalid_no_of_challenges");
    expect(await authenticate(await otp(), "")).toBe("invalid_identifier");
    expect(await authenticate(await otp(), "nobody")).toBe("auth_failed");
    expect(await authenticate([{ authFactorType: "PIN", challenge: "1234", format: "number" }])).toBe(
      "auth_failed",
    );
    expect(await authenticate(await otp())).toBeUndefined();
    expect(await authenticate(await otp())).toBe("invalid_transaction");
    const consent = async (request: object) =>
      codeOf(await link("consent", { linkedTransactionId, ...request }));
    expect(await consent({ acceptedClaims: ["name", "gender"] })).toBe("invalid_accepted_claim");
    expect(await consent({ acceptedClaims: ["birthdate"] })).toBe("invalid_accepted_claim");
    expect(await consent({ acceptedClaims: ["name"], permittedAuthorizeScopes: ["admin"] })).toBe(
      "invalid_permitted_scope",
    );
    expect(await consent({ acceptedClaims: ["name"] })).toBeUndefined();
    expect(codeOf(await link("link-code", { transactionId }))).toBe("invalid_transaction");
  });

  it("try more than five proofs", async () => {
    const { linkedTransactionId } = await newLink();
    const wrong = [{ authFactorType: "OTP", challenge: "wrong", format: "number" }];
    const codes = [];
    for (let tries = 0; tries < 6; tries++)
      codes.push(
        codeOf(
          await link("authenticate", { linkedTransactionId, individualId: "nobody", challengeList: wrong }),
        ),
      );
    expect(codes).toEqual([...Array(5).fill("auth_failed"), "invalid_transaction"]);
  });
});

describe("a wallet's key", () => {
  const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = (key: KeyObject) => key.export({ format: "jwk" });
  const bind = async (publicKey: object, changes: object = {}, headers: Record<string, string> = PARTNER) =>
    identity.ask(
      "/wallet-binding",
      {
        individualId: AMRA,
        authFactorType: "WLA",
        format: "jwt",
        challengeList: await otp(),
        publicKey,
        ...changes,
      },
      headers,
    );
  const proof = (key: KeyObject, kid: string, changes: object = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sub: AMRA, aud: ISSUER, iat: now, exp: now + 60, jti: randomUUID(), ...changes })
      .setProtectedHeader({ alg: "RS256", kid })
      .sign(key);
  };
  const authenticate = async (challenge: string, linkedTransactionId?: string) =>
    link("authenticate", {
      linkedTransactionId: linkedTransactionId ?? (await newLink()).linkedTransactionId,
      individualId: AMRA,
      challengeList: [{ authFactorType: "WLA", challenge, format: "jwt" }],
    });

  it("is bound by a code, with a certificate that a published key has signed, and proves its user", async () => {
    const { publicKey, privateKey } = pair();
    const { body } = await bind(jwk(publicKey));
    const { certificate, walletUserId } = body.response;
    const { body: set } = await identity.send("GET", "/.well-known/jwks.json");
    const signer = new X509Certificate(Buffer.from(set.keys[0].x5c[0], "base64"));
    const bound = new X509Certificate(certificate);
    expect(bound.verify(signer.publicKey)).toBe(true);
    expect(bound.checkIssued(signer)).toBe(true);
    expect(bound.publicKey.equals(publicKey)).toBe(true);
    expect(signer.verify(signer.publicKey)).toBe(true);
    expect((await bind(jwk(publicKey))).body.response).toEqual(body.response);
    const kid = thumbprintOf(jwk(publicKey) as Record<string, unknown>);
    const { linkCode, linkedTransactionId } = await newLink();
    const sent = await proof(privateKey, kid, { sub: walletUserId });
    expect((await authenticate(sent, linkedTransactionId)).body.errors).toEqual([]);
    await link("consent", { linkedTransactionId, acceptedClaims: ["name"] });
    const made = await link("link-auth-code", { transactionId, linkedCode: linkCode });
    const tokens = await exchangeCode(identity, client, made.body.response.code);
    expect(decodeJwt(tokens.body.id_token)["acr"]).toBe("idbb:acr:linked-wallet");
    await begin();
    expect(codeOf(await authenticate(sent))).toBe("auth_failed");
  });

  it("proves nothing with another audience, a stranger's key, an old proof, or about somebody else", async () => {
    const { publicKey, privateKey } = pair();
    await bind(jwk(publicKey));
    const kid = thumbprintOf(jwk(publicKey) as Record<string, unknown>);
    const past = Math.floor(Date.now() / 1000) - 900;
    const proofs = [
      await proof(privateKey, kid, { aud: "https://elsewhere.example" }),
      await proof(pair().privateKey, kid),
      await proof(privateKey, kid, { iat: past, exp: past + 60 }),
      await proof(privateKey, kid, { sub: "XU-1002" }),
    ];
    for (const one of proofs) expect(codeOf(await authenticate(one))).toBe("auth_failed");
  });

  it("is refused with the code of what is wrong", async () => {
    const { publicKey, privateKey } = pair();
    const wrong = [{ authFactorType: "OTP", challenge: "wrong", format: "number" }];
    expect(codeOf(await bind(jwk(publicKey), { format: "number" }))).toBe("unsupported_challenge_format");
    expect(codeOf(await bind(jwk(publicKey), { challengeList: wrong }))).toBe("invalid_auth_challenge");
    expect(codeOf(await bind(jwk(publicKey), { challengeList: [] }))).toBe("invalid_auth_challenge");
    expect(codeOf(await bind(jwk(publicKey), { individualId: "nobody" }))).toBe("invalid_auth_challenge");
    expect(codeOf(await bind(jwk(privateKey)))).toBe("invalid_public_key");
    expect(codeOf(await bind({}))).toBe("invalid_public_key");
    expect(codeOf(await bind(jwk(publicKey), {}, {}))).toBe("invalid_request");
    await bind(jwk(publicKey));
    expect(codeOf(await bind(jwk(publicKey), {}, { ...PARTNER, "PARTNER-ID": "others" }))).toBe(
      "duplicate_public_key",
    );
  });
});
