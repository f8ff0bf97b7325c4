import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExampleClient, type ExampleIdentity, makeClient, startIdentity } from "./example-identity.ts";

const PATH = "/client-mgmt/oidc-client";
let identity: ExampleIdentity;
let client: ExampleClient;
beforeAll(async () => {
  identity = startIdentity();
  client = await makeClient(identity);
});
afterAll(() => identity.close());

const create = async (changes: object) => {
  const { status, body } = await identity.ask(PATH, {
    ...client.request,
    clientId: `new-${Math.random()}`,
    ...changes,
  });
  expect(status).toBe(200);
  return body.errors[0]?.errorCode;
};

describe("making a client", () => {
  it("again with the same is answered as the first time, and with another is a duplicate", async () => {
    expect((await identity.ask(PATH, client.request)).body).toMatchObject({
      response: { clientId: client.id },
    });
    const { body } = await identity.ask(PATH, { ...client.request, clientName: "Other" });
    expect(body).toMatchObject({ errors: [{ errorCode: "duplicate_client_id" }] });
    expect(body).not.toHaveProperty("response");
  });

  it.each<[string, object]>([
    ["invalid_client_id", { clientId: "x".repeat(51) }],
    ["invalid_client_name", { clientName: "" }],
    ["invalid_rp_id", { relyingPartyId: undefined }],
    ["invalid_uri", { logoUri: "nowhere" }],
    ["invalid_redirect_uri", { redirectUris: [] }],
    ["invalid_redirect_uri", { redirectUris: ["https://a.example/#there"] }],
    ["invalid_redirect_uri", { redirectUris: ["javascript:alert(1)"] }],
    ["invalid_redirect_uri", { redirectUris: ["https://a.example", "https://a.example"] }],
    ["invalid_claim", { userClaims: ["shoe_size"] }],
    ["invalid_acr", { authContextRefs: ["mosip:idp:acr:generated-code"] }],
    ["invalid_grant_type", { grantTypes: ["implicit"] }],
    ["invalid_client_auth", { clientAuthMethods: ["client_secret_basic"] }],
    ["invalid_public_key", { publicKey: { kty: "RSA", n: "AQAB", e: "AQAB" } }],
    ["invalid_public_key", { publicKey: { kty: "oct", k: "AQAB" } }],
    ["invalid_public_key", { publicKey: "a key" }],
  ])("is refused with %s for %o", async (code, changes) => {
    expect(await create(changes)).toBe(code);
  });

  it("is refused without a time or a request, in the same envelope", async () => {
    for (const body of [{}, { requestTime: "yesterday", request: client.request }, []]) {
      const answer = await identity.send("POST", PATH, body);
      expect(answer).toMatchObject({ status: 200, body: { errors: [{ errorCode: "invalid_request" }] } });
    }
  });

  it("takes no body, no JSON, and another method for what they are", async () => {
    expect((await identity.send("POST", PATH)).status).toBe(400);
    const text = await identity.fetch(PATH, {
      method: "POST",
      body: "a=b",
      headers: { "content-type": "text/plain" },
    });
    expect(text.status).toBe(415);
    expect(await text.json()).toMatchObject({ errors: [{ errorCode: "invalid_request" }] });
    const deleted = await identity.send("DELETE", PATH);
    expect([deleted.status, deleted.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("is reached in the other spellings too", async () => {
    const path = "/r1/XU/GOV/70001/identity/identity/clientMgmt/oidcClient/";
    expect((await identity.ask(path, client.request)).body.errors).toEqual([]);
  });
});

describe("changing a client", () => {
  it("replaces what may change, and nothing else", async () => {
    const { clientId: _, relyingPartyId: __, publicKey: ___, ...rest } = client.request;
    const put = (id: string, request: object) =>
      identity.send("PUT", `${PATH}/${id}`, { requestTime: "2026-11-21T10:00:00Z", request });
    expect((await put(client.id, { ...rest, status: "active", clientName: "Renamed" })).body).toMatchObject({
      response: { clientId: client.id },
      errors: [],
    });
    expect((await put("nobody", { ...rest, status: "active" })).body.errors[0].errorCode).toBe(
      "invalid_client_id",
    );
    expect((await put(client.id, { ...rest, status: "gone" })).body.errors[0].errorCode).toBe(
      "invalid_request",
    );
  });
});

describe("with a management token", () => {
  it("asks for it where it is configured, and says 401 in the envelope without it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "country-stack-identity-"));
    const file = join(folder, "token");
    writeFileSync(file, "a-token-of-enough-characters\n");
    const server = startIdentity({ managementTokenFile: file });
    const refused = await server.send("POST", PATH, {});
    expect(refused).toMatchObject({ status: 401, body: { errors: [{ errorCode: "unauthorized" }] } });
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
    const token = { authorization: "Bearer a-token-of-enough-characters" };
    expect((await server.ask(PATH, client.request, token)).body.errors).toEqual([]);
    for (const [method, path] of [
      ["GET", "/management/keys"],
      ["PUT", "/enrollment"],
      ["POST", "/block"],
      ["POST", "/wallet-binding"],
    ] as const)
      expect((await server.send(method, path)).status, path).toBe(401);
    expect((await server.send("GET", "/management/keys", undefined, token)).status).toBe(200);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
