import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tokensOf } from "./example-browser.ts";
import { AMRA, makeClient, startIdentity } from "./example-identity.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-identity-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const kids = (answer: { body: { keys: { kid: string }[] } }) => answer.body.keys.map(({ kid }) => kid);

describe("the keys that tokens are signed with", () => {
  it("are published with a certificate of their own", async () => {
    const identity = startIdentity();
    const { body } = await identity.send("GET", "/.well-known/jwks.json");
    const [key] = body.keys;
    expect(key).toMatchObject({ use: "sig", kty: "RSA", e: "AQAB" });
    const certificate = new X509Certificate(Buffer.from(key.x5c[0], "base64"));
    expect(certificate.publicKey.export({ format: "jwk" })).toMatchObject({ n: key.n });
    expect(Date.parse(certificate.validTo)).toBe(Math.floor(Date.parse(key.exp) / 1000) * 1000);
    expect(JSON.stringify(body)).not.toMatch(/"(d|p|q)":/);
    await identity.close();
  });

  it("outlive a restart, and so do sessions, codes and tokens", async () => {
    const first = startIdentity({}, folder);
    const client = await makeClient(first);
    const { body } = await tokensOf(first, client);
    const before = kids(await first.send("GET", "/.well-known/jwks.json"));
    await first.close();
    const second = startIdentity({}, folder);
    expect(kids(await second.send("GET", "/.well-known/jwks.json"))).toEqual(before);
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await second.send("GET", "/oidc/userinfo", undefined, headers)).status).toBe(200);
    await second.close();
  });

  it("are rotated when asked: the new one signs, the old one is published until what it signed is over", async () => {
    const identity = startIdentity();
    const client = await makeClient(identity);
    const { body: old } = await tokensOf(identity, client);
    const { body: made } = await identity.send("POST", "/management/keys/rotation");
    const [now, before] = kids(await identity.send("GET", "/.well-known/jwks.json"));
    expect([now, before]).toEqual([made.kid, decodeProtectedHeader(old.id_token).kid]);
    const headers = { authorization: `Bearer ${old.access_token}` };
    expect((await identity.send("GET", "/oidc/userinfo", undefined, headers)).status).toBe(200);
    const { body: fresh } = await tokensOf(identity, client);
    expect(decodeProtectedHeader(fresh.id_token).kid).toBe(made.kid);
    expect(decodeProtectedHeader(fresh.access_token).kid).toBe(made.kid);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 700_000 });
    expect(kids(await identity.send("GET", "/.well-known/jwks.json"))).toEqual([made.kid]);
    expect((await identity.send("GET", "/management/keys")).body.keys).toMatchObject([
      { kid: made.kid, signs: true },
    ]);
    await identity.close();
  });

  it("are rotated at the start when they are old, or of another kind than asked for", async () => {
    const first = startIdentity({}, folder);
    const [old] = kids(await first.send("GET", "/.well-known/jwks.json"));
    await first.close();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 91 * 86_400_000 });
    const second = startIdentity({}, folder);
    expect(kids(await second.send("GET", "/.well-known/jwks.json"))[0]).not.toBe(old);
    await second.close();
    const settings = { signingAlgorithm: "ES256", sendLimit: 1000 };
    const third = startIdentity({ settings }, folder);
    const { body } = await tokensOf(third, await makeClient(third), { person: AMRA });
    expect(decodeProtectedHeader(body.id_token).alg).toBe("ES256");
    const { body: set } = await third.send("GET", "/.well-known/jwks.json");
    expect(set.keys.map(({ kty }: { kty: string }) => kty)).toEqual(["EC", "RSA", "RSA"]);
    await third.close();
  });
});
