import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import type { SecretRequest } from "../charts/spi/index.ts";
import { exampleSecret, isInstalled } from "../test/secret-example.ts";
import { decideSecrets } from "./decide-secrets.ts";
import type { SecretContent } from "./secrets.ts";

const NOW = new Date();
const folder = mkdtempSync(join(tmpdir(), "country-stack-key-stores-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A leaf in one store, a key pair in another. */
const VALUES: SecretRequest = {
  "root.key": {
    generate: "certificate",
    certificate: "root.crt",
    commonName: "Utopia's authority",
    days: 100,
    usage: ["ca"],
    algorithm: "ec-p256",
  },
  "tls.key": {
    generate: "certificate",
    certificate: "tls.crt",
    commonName: "civil",
    dnsNames: ["civil.example"],
    days: 50,
    usage: ["server"],
    algorithm: "rsa-2048",
    authority: "root.key",
  },
  "pair.key": { generate: "rsa-keypair", bits: 2048, publicKey: "pair.pub" },
  word: { generate: "password" },
  "tls.p12": { generate: "pkcs12", of: "tls.key", passwordKey: "word", alias: "civil" },
  "pair.p12": { generate: "pkcs12", of: "pair.key", passwordKey: "word" },
};

async function decide(known?: SecretContent, values = VALUES) {
  const secret = exampleSecret(values);
  const before = new Map(known === undefined ? [] : [[secret.id, known]]);
  const content = (await decideSecrets([secret], before, { now: NOW })).get(secret.id) as SecretContent;
  const bytes = (key: string) => Buffer.from(content.data[key] ?? "", "base64");
  return { content, bytes, text: (key: string) => bytes(key).toString("utf8") };
}

/** Writes a store and runs a program on it, the password in its environment. */
async function ask(store: Buffer, password: string, program: string, ...args: string[]): Promise<string> {
  writeFileSync(join(folder, "store.p12"), store);
  const { stdout, stderr, exitCode } = await execa(program, args, {
    cwd: folder,
    reject: false,
    env: { STORE_PASSWORD: password, LC_ALL: "C" },
  });
  return `${exitCode}\n${stdout}\n${stderr}`;
}

const keytool = (store: Buffer, password: string) =>
  ask(
    store,
    password,
    "keytool",
    "-list",
    "-rfc",
    "-keystore",
    "store.p12",
    "-storepass:env",
    "STORE_PASSWORD",
  );

/** Has Java sign something with a key of the store. */
const signWith = (alias: string, store: Buffer, password: string) =>
  ask(
    store,
    password,
    "keytool",
    "-certreq",
    "-alias",
    alias,
    "-keystore",
    "store.p12",
    "-storepass:env",
    "STORE_PASSWORD",
  );

const openssl = (store: Buffer, password: string, ...args: string[]) =>
  ask(store, password, "openssl", "pkcs12", "-in", "store.p12", "-passin", "env:STORE_PASSWORD", ...args);

/** The certificates in what a program printed. */
function certificatesIn(text: string): string[] {
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].map(
    ([pem]) => new X509Certificate(pem).fingerprint256,
  );
}

describe("a key store", () => {
  it("stays on another up while it opens and holds what is asked for", async () => {
    const first = await decide();
    expect((await decide(first.content)).content).toEqual(first.content);
  });

  it("is made anew for another password, key, certificate or alias", async () => {
    const first = await decide();
    const other = await decide();
    const changed = async (data: Record<string, string>, values = VALUES) =>
      (await decide({ ...first.content, data: { ...first.content.data, ...data } }, values)).content.data;
    const before = first.content.data;
    const word = await changed({ word: btoa("a password of someone's own") });
    expect([word["tls.p12"] === before["tls.p12"], word["pair.p12"] === before["pair.p12"]]).toEqual([
      false,
      false,
    ]);
    const key = await changed({ "pair.key": other.content.data["pair.key"] ?? "" });
    expect([key["tls.p12"] === before["tls.p12"], key["pair.p12"] === before["pair.p12"]]).toEqual([
      true,
      false,
    ]);
    const { "tls.crt": _ } = before;
    const certificate = await changed({ "tls.crt": btoa("gone") });
    expect(certificate["tls.p12"]).not.toBe(before["tls.p12"]);
    const named = { ...VALUES["tls.p12"], alias: "another" } as SecretRequest[string];
    const alias = await changed({}, { ...VALUES, "tls.p12": named });
    expect(alias["tls.p12"]).not.toBe(before["tls.p12"]);
    expect((await changed({ "tls.p12": btoa("no store") }))["tls.p12"]).not.toBe(btoa("no store"));
  });
});

describe.skipIf(!isInstalled("keytool"))("a key store, to Java", () => {
  it("is a key with its certificate and the authority's", async () => {
    const { bytes, text } = await decide();
    const said = await keytool(bytes("tls.p12"), text("word"));
    expect(said).toMatch(/^0\n/);
    expect(said).toMatch(/Keystore type: PKCS12\n[\s\S]*contains 1 entry[\s\S]*Alias name: civil\n/);
    expect(said).toMatch(/Entry type: PrivateKeyEntry\nCertificate chain length: 2\n/);
    const chain = [text("tls.crt"), text("root.crt")].map((pem) => new X509Certificate(pem).fingerprint256);
    expect(certificatesIn(said)).toEqual(chain);
    expect(await signWith("civil", bytes("tls.p12"), text("word"))).toMatch(
      /^0\n-----BEGIN NEW CERTIFICATE REQUEST-----/,
    );
    expect(await keytool(bytes("tls.p12"), "another")).toMatch(/^1\n[\s\S]*password was incorrect/);
  });

  it("is a key pair with a certificate of its own, that has no end", async () => {
    const { bytes, text } = await decide();
    const said = await keytool(bytes("pair.p12"), text("word"));
    expect(said).toMatch(
      /Alias name: pair.key\n[\s\S]*Entry type: PrivateKeyEntry\nCertificate chain length: 1\n/,
    );
    const [, pem = ""] = /(-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----)/.exec(said) ?? [];
    const own = new X509Certificate(pem);
    expect(own.checkPrivateKey(createPrivateKey(text("pair.key")))).toBe(true);
    expect([own.verify(own.publicKey), own.validTo]).toEqual([true, "Dec 31 23:59:59 9999 GMT"]);
  });
});

describe.skipIf(!isInstalled("openssl"))("a key store, to OpenSSL", () => {
  it("is encrypted with AES and checked with SHA-256", async () => {
    const { bytes, text } = await decide();
    const said = await openssl(bytes("tls.p12"), text("word"), "-info", "-noout");
    expect(said).toMatch(/^0\n/);
    expect(said.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/g)).toHaveLength(2);
    expect(said).toContain("MAC: sha256, Iteration 10000");
  });

  it("holds the key that stands beside it", async () => {
    const { bytes, text } = await decide();
    for (const [store, key] of [
      ["tls.p12", "tls.key"],
      ["pair.p12", "pair.key"],
    ] as const) {
      const said = await openssl(bytes(store), text("word"), "-nocerts", "-nodes");
      const [, pem = ""] = /(-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----)/.exec(said) ?? [];
      expect(createPrivateKey(pem).equals(createPrivateKey(text(key)))).toBe(true);
    }
  });
});
