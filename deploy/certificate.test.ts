import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import type { CertificateRequest, SecretRequest } from "../charts/spi/index.ts";
import { exampleSecret, isInstalled } from "../test/secret-example.ts";
import { decideSecrets } from "./decide-secrets.ts";
import type { SecretContent } from "./secrets.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "country-stack-certificates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AUTHORITY: CertificateRequest = {
  generate: "certificate",
  certificate: "root.crt",
  commonName: "Utopia's authority",
  organization: "Ministry of the Interior",
  country: "XU",
  days: 3650,
  usage: ["ca"],
  algorithm: "ec-p256",
};
const LEAF: CertificateRequest = {
  generate: "certificate",
  certificate: "tls.crt",
  ca: "ca.crt",
  commonName: "civil",
  dnsNames: ["civil.utopia-civil.svc.cluster.local", "*.civil.example"],
  days: 365,
  usage: ["server", "client"],
  algorithm: "ec-p256",
  authority: "root.key",
};

/** The texts of one Secret, as they are decided at a moment; `known` is what it had. */
async function decide(values: SecretRequest, known?: SecretContent, now = NOW) {
  const secret = exampleSecret(values);
  const before = new Map(known === undefined ? [] : [[secret.id, known]]);
  const content = (await decideSecrets([secret], before, { now })).get(secret.id) as SecretContent;
  const text = (key: string) => Buffer.from(content.data[key] ?? "", "base64").toString("utf8");
  return { content, text, certificate: (key: string) => new X509Certificate(text(key)) };
}

/** What `openssl` says of the files that are written for it. */
async function openssl(files: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { stdout, stderr } = await execa("openssl", args, { cwd: folder, reject: false });
  return `${stdout}\n${stderr}`;
}

describe("a certificate", () => {
  it("belongs to its key and is signed by its authority, whose certificate stands beside it", async () => {
    const { text, certificate } = await decide({ "root.key": AUTHORITY, "tls.key": LEAF });
    const root = certificate("root.crt");
    const leaf = certificate("tls.crt");
    expect(leaf.checkPrivateKey(createPrivateKey(text("tls.key")))).toBe(true);
    expect([leaf.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([true, true]);
    expect([leaf.checkIssued(root), root.ca, leaf.ca]).toEqual([true, true, false]);
    expect(text("ca.crt")).toBe(text("root.crt"));
    expect(text("tls.key")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(root.subject).toBe("C=XU\nO=Ministry of the Interior\nCN=Utopia's authority");
    expect(leaf.subjectAltName).toBe("DNS:civil.utopia-civil.svc.cluster.local, DNS:*.civil.example");
    expect(leaf.checkHost("a.civil.example")).toBe("*.civil.example");
  });

  it("is good for as many days as asked for, from an hour ago on, and never longer than its authority", async () => {
    const values = { "root.key": { ...AUTHORITY, days: 30 }, "tls.key": { ...LEAF, days: 30 } };
    const first = await decide(values);
    const at = ({ validFrom, validTo }: X509Certificate) => [new Date(validFrom), new Date(validTo)];
    const from = new Date(NOW.getTime() - 3_600_000);
    const to = new Date(NOW.getTime() + 30 * DAY);
    expect(at(first.certificate("root.crt"))).toEqual([from, to]);
    expect(at(first.certificate("tls.crt"))).toEqual([from, to]);
    const { "tls.crt": _, ...rest } = first.content.data;
    const later = await decide(values, { ...first.content, data: rest }, new Date(NOW.getTime() + 10 * DAY));
    expect(new Date(later.certificate("tls.crt").validTo)).toEqual(to);
    const long = await decide({ "root.key": { ...AUTHORITY, days: 36_500 } });
    expect(new Date(long.certificate("root.crt").validTo).getUTCFullYear()).toBe(2126);
  });

  it("has a number that no other one has", async () => {
    const numbers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { certificate } = await decide({ "root.key": AUTHORITY });
        return certificate("root.crt").serialNumber;
      }),
    );
    expect(new Set(numbers).size).toBe(20);
    expect(numbers.every((number) => /^[4-7][0-9A-F]{31}$/.test(number))).toBe(true);
  });

  it.each(["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256"] as const)(
    "has a key of the kind asked for: %s",
    async (algorithm) => {
      const { certificate } = await decide({ key: { ...AUTHORITY, algorithm } });
      const { asymmetricKeyType, asymmetricKeyDetails } = certificate("root.crt").publicKey;
      expect(
        asymmetricKeyType === "rsa"
          ? `rsa-${asymmetricKeyDetails?.modulusLength}`
          : asymmetricKeyDetails?.namedCurve,
      ).toBe(algorithm === "ec-p256" ? "prime256v1" : algorithm);
    },
  );

  it("stays on another up, with its key and its authority", async () => {
    const values = { "root.key": AUTHORITY, "tls.key": LEAF };
    const first = await decide(values);
    const second = await decide(values, first.content, new Date(NOW.getTime() + 364 * DAY));
    expect(second.content).toEqual(first.content);
  });

  it("is made anew before its end where it is asked for so, for the key that it had", async () => {
    const values = { "root.key": AUTHORITY, "tls.key": { ...LEAF, days: 90, renewBefore: 30 } };
    const first = await decide(values);
    const early = await decide(values, first.content, new Date(NOW.getTime() + 59 * DAY));
    expect(early.content).toEqual(first.content);
    const due = await decide(values, first.content, new Date(NOW.getTime() + 60 * DAY));
    expect(due.text("tls.key")).toBe(first.text("tls.key"));
    expect(due.text("ca.crt")).toBe(first.text("ca.crt"));
    expect(new Date(due.certificate("tls.crt").validTo)).toEqual(new Date(NOW.getTime() + 150 * DAY));
  });

  it("stays good when its authority is made anew for the same key, and both trust each other", async () => {
    const values = {
      "root.key": { ...AUTHORITY, renewBefore: 365 },
      "tls.key": { ...LEAF, days: 3650 },
    };
    const first = await decide(values);
    const later = await decide(values, first.content, new Date(NOW.getTime() + 3300 * DAY));
    expect(later.text("root.crt")).not.toBe(first.text("root.crt"));
    expect(later.text("ca.crt")).toBe(later.text("root.crt"));
    expect(later.text("tls.crt")).toBe(first.text("tls.crt"));
    const verify = { "old.crt": first.text("root.crt"), "leaf.crt": later.text("tls.crt") };
    if (!isInstalled("openssl")) return;
    const said = await openssl(
      { ...verify, "new.crt": later.text("root.crt") },
      ...["verify", "-attime", `${(NOW.getTime() + 3310 * DAY) / 1000}`, "-CAfile", "new.crt", "leaf.crt"],
    );
    expect(said).toContain("leaf.crt: OK");
  });

  it.each<[string, Partial<CertificateRequest>]>([
    ["another name", { commonName: "civil-registry" }],
    ["another host", { dnsNames: ["civil.example"] }],
    ["another use", { usage: ["server"] }],
    ["an organization", { organization: "Ministry" }],
  ])("is made anew for %s, and its key stays", async (_what, change) => {
    const first = await decide({ "root.key": AUTHORITY, "tls.key": LEAF });
    const second = await decide({ "root.key": AUTHORITY, "tls.key": { ...LEAF, ...change } }, first.content);
    expect(second.text("tls.key")).toBe(first.text("tls.key"));
    expect(second.text("root.crt")).toBe(first.text("root.crt"));
    expect(second.text("tls.crt")).not.toBe(first.text("tls.crt"));
    expect([second.content.generation, second.certificate("tls.crt").serialNumber]).toEqual([
      2,
      expect.not.stringContaining(first.certificate("tls.crt").serialNumber),
    ]);
  });

  it("is made anew where it has ended, is not one, or belongs to another key or authority", async () => {
    const values = { "root.key": AUTHORITY, "tls.key": LEAF };
    const first = await decide(values);
    const ended = await decide(values, first.content, new Date(NOW.getTime() + 366 * DAY));
    expect(ended.text("tls.crt")).not.toBe(first.text("tls.crt"));
    expect(ended.text("root.crt")).toBe(first.text("root.crt"));
    const last = await decide(values, first.content, new Date(NOW.getTime() + 3651 * DAY));
    expect(last.text("root.key")).toBe(first.text("root.key"));
    expect(last.certificate("tls.crt").checkIssued(last.certificate("root.crt"))).toBe(true);
    expect(last.certificate("root.crt").validToDate > new Date("2045-01-01")).toBe(true);
    const other = await decide(values);
    for (const changes of [
      { "tls.crt": btoa("not a certificate") },
      { "tls.key": other.content.data["tls.key"] ?? "" },
      { "root.key": other.content.data["root.key"] ?? "", "root.crt": other.content.data["root.crt"] ?? "" },
    ]) {
      const known = { ...first.content, data: { ...first.content.data, ...changes } };
      const second = await decide(values, known);
      const leaf = second.certificate("tls.crt");
      expect(leaf.verify(second.certificate("root.crt").publicKey)).toBe(true);
      expect(leaf.checkPrivateKey(createPrivateKey(second.text("tls.key")))).toBe(true);
      expect(second.text("tls.crt")).not.toBe(first.text("tls.crt"));
    }
  });

  it("signs itself where it names no authority", async () => {
    const { authority: _, ca: __, ...alone } = LEAF;
    const { certificate } = await decide({ "tls.key": alone });
    const own = certificate("tls.crt");
    expect([own.verify(own.publicKey), own.ca, own.issuer]).toEqual([true, false, own.subject]);
  });

  it("is refused a key that is none, or none that it could be signed with", async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    for (const key of ["no key", privateKey.export({ type: "pkcs8", format: "pem" }).toString()]) {
      const known = { data: { "root.key": btoa(key) }, generation: 1, generatedAt: "" };
      await expect(decide({ "root.key": AUTHORITY }, known)).rejects.toThrow(
        "Secret utopia-civil/keys holds no private key under root.key (RSA or EC)",
      );
    }
  });
});

describe.skipIf(!isInstalled("openssl"))("a certificate, to OpenSSL", () => {
  it.each(["ec-p256", "rsa-2048"] as const)(
    "chains and is good for what it is for: %s",
    async (algorithm) => {
      const { text } = await decide({
        "root.key": { ...AUTHORITY, algorithm },
        "tls.key": { ...LEAF, algorithm },
        "stamp.key": { ...LEAF, algorithm, certificate: "stamp.crt", ca: "c1", usage: ["time-stamping"] },
        "ocsp.key": { ...LEAF, algorithm, certificate: "ocsp.crt", ca: "c2", usage: ["ocsp-signing"] },
        "sign.key": { ...LEAF, algorithm, certificate: "sign.crt", ca: "c3", usage: ["signing"] },
      });
      const files = Object.fromEntries(
        ["root.crt", "tls.crt", "stamp.crt", "ocsp.crt", "sign.crt"].map((name) => [name, text(name)]),
      );
      const at = ["-attime", String(NOW.getTime() / 1000), "-x509_strict"];
      const verify = (purpose: string, file: string) =>
        openssl(files, "verify", ...at, "-purpose", purpose, "-CAfile", "root.crt", file);
      expect(await verify("sslserver", "tls.crt")).toContain("tls.crt: OK");
      expect(await verify("sslclient", "tls.crt")).toContain("tls.crt: OK");
      expect(await verify("timestampsign", "stamp.crt")).toContain("stamp.crt: OK");
      expect(await verify("ocsphelper", "ocsp.crt")).toContain("ocsp.crt: OK");
      expect(await verify("smimesign", "sign.crt")).toContain("sign.crt: OK");
      expect(await verify("sslserver", "stamp.crt")).toMatch(/unsuitable certificate purpose|unsupported/);
      expect(await openssl(files, "verify", ...at, "-CAfile", "tls.crt", "sign.crt")).toContain(
        "unable to get",
      );
    },
  );

  it("says what each use is in its own words", async () => {
    const usesOf = async (usage: CertificateRequest["usage"], algorithm: CertificateRequest["algorithm"]) => {
      const request = { ...LEAF, usage, algorithm: algorithm ?? "ec-p256" };
      const { text } = await decide({ "root.key": AUTHORITY, "tls.key": request });
      const shown = ["-noout", "-ext", "basicConstraints,keyUsage,extendedKeyUsage", "-in", "uses.crt"];
      const said = await openssl({ "uses.crt": text("tls.crt") }, "x509", ...shown);
      return said.trim().replaceAll(/\s*\n\s*/g, " ");
    };
    const base = "X509v3 Basic Constraints: critical CA:FALSE X509v3 Key Usage: critical";
    expect(await usesOf(["server", "client"], "rsa-2048")).toBe(
      `${base} Digital Signature, Key Encipherment X509v3 Extended Key Usage: TLS Web Server Authentication, TLS Web Client Authentication`,
    );
    expect(await usesOf(["server"], "ec-p256")).toContain(`${base} Digital Signature X509v3 Extended`);
    expect(await usesOf(["signing"], "ec-p256")).toBe(`${base} Digital Signature, Non Repudiation`);
    expect(await usesOf(["encipherment"], "rsa-2048")).toBe(`${base} Key Encipherment, Data Encipherment`);
    expect(await usesOf(["encipherment"], "ec-p256")).toBe(`${base} Key Agreement`);
    expect(await usesOf(["time-stamping"], "ec-p256")).toContain(
      "Extended Key Usage: critical Time Stamping",
    );
    expect(await usesOf(["ocsp-signing"], "ec-p256")).toContain("Extended Key Usage: OCSP Signing");
  });
});
