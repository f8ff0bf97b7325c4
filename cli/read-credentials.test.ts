import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeCertificates, writeCertificate } from "../test/stack-certificates.ts";
import { UsageError } from "./exit.ts";
import { type CredentialFlags, readCredentials } from "./read-credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-credentials-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const own = await makeCertificates(["checker", "other"]);
for (const name of ["checker", "other"] as const) writeCertificate(join(folder, name), own[name]);
const at = (name: string) => join(folder, name);
const [certificate, key, ca] = ["tls.crt", "tls.key", "ca.crt"].map((name) => at(`checker/${name}`)) as [
  string,
  string,
  string,
];
const cipher = "aes-256-cbc";
const { privateKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher, passphrase: "a passphrase" },
});
writeFileSync(at("encrypted.key"), privateKey);
writeFileSync(at("notes.txt"), "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
writeFileSync(at("chain.crt"), `${own.checker["tls.crt"]}${own.checker["ca.crt"]}`);

const HTTPS = "https://civil.example:8443/api";

function sentenceOf(flags: CredentialFlags, urls: readonly string[] = [HTTPS]): string {
  try {
    readCredentials(flags, urls);
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(folder, "");
    throw error;
  }
  return "no sentence";
}

describe("the certificate that parts at URLs are shown", () => {
  it("is shown at the addresses in HTTPS, and at those alone", () => {
    const urls = [HTTPS, "http://plain.example", "https://pay.example"];
    const found = readCredentials({ clientCertificate: certificate, clientKey: key, ca }, urls);
    expect([...found.keys()]).toEqual(["https://civil.example:8443", "https://pay.example"]);
    expect(found.get("https://pay.example")).toEqual({
      cert: own.checker["tls.crt"],
      key: own.checker["tls.key"],
      ca: own.checker["ca.crt"],
    });
  });

  it("is none where none is given, and there may be authorities alone, and a chain", () => {
    expect(readCredentials({}, [])).toEqual(new Map());
    const alone = readCredentials({ ca }, [HTTPS]).get("https://civil.example:8443");
    expect(Object.keys(alone ?? {})).toEqual(["ca"]);
    const chain = readCredentials({ clientCertificate: at("chain.crt"), clientKey: key }, [HTTPS]);
    expect(chain.get("https://civil.example:8443")?.cert).toBe(
      `${own.checker["tls.crt"]}${own.checker["ca.crt"]}`,
    );
  });

  it.each([
    [{ ca }, [], /are for parts at a --url/],
    [{ ca }, ["http://plain.example"], /no --url begins with https/],
    [{ clientCertificate: certificate }, [HTTPS], /needs the key of the certificate/],
    [{ clientKey: key }, [HTTPS], /needs the certificate of the key/],
    [
      { clientCertificate: certificate, clientKey: at("other/tls.key") },
      [HTTPS],
      /is not the key of the cert/,
    ],
    [{ clientCertificate: key, clientKey: key }, [HTTPS], /tls.key holds no certificate/],
    [{ clientCertificate: certificate, clientKey: certificate }, [HTTPS], /tls.crt holds no private key/],
    [
      { clientCertificate: certificate, clientKey: at("encrypted.key") },
      [HTTPS],
      /encrypted.key holds no private/,
    ],
    [{ ca: at("notes.txt") }, [HTTPS], /notes.txt holds no certificate/],
    [{ ca: at("nowhere") }, [HTTPS], /nowhere cannot be read: ENOENT/],
    [{ ca: at("checker") }, [HTTPS], /checker cannot be read: EISDIR/],
  ])("is refused with one sentence: %j at %j", (flags, urls, sentence) => {
    expect(sentenceOf(flags, urls)).toMatch(sentence);
    expect(sentenceOf(flags, urls)).not.toContain("BEGIN");
  });
});
