import { execFile } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideSecrets } from "../../../../deploy/decide-secrets.ts";
import { exampleSecret, isInstalled } from "../../../../test/secret-example.ts";
import { AUTHORITY_REQUEST } from "../secrets.ts";
import { answerStatus } from "./answer-status.ts";
import { pemOf } from "./certificate-parts.ts";
import { certifyKeys } from "./certify-keys.ts";
import { issueCertificate, RefusedRequest } from "./issue-certificate.ts";
import { type AuthorityKeys, readPrivateKeys } from "./keys.ts";
import program from "./program.ts";
import { stampTime } from "./stamp-time.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "xroad-authority-"));
const at = (name: string) => join(folder, name);
const NAMES = { name: "utopia test CA", country: "XU" };
let keys: AuthorityKeys;

/** Makes the authority's Secret as the engine does, and lays its values into a folder as a pod sees them. */
beforeAll(async () => {
  const secret = exampleSecret(AUTHORITY_REQUEST);
  const made = (await decideSecrets([secret], new Map(), { now: new Date() })).get(secret.id);
  for (const [key, value] of Object.entries(made?.data ?? {})) writeFileSync(at(key), value, "base64");
  keys = certifyKeys(readPrivateKeys(folder), NAMES);
  for (const [name, { certificate }] of Object.entries(keys))
    writeFileSync(at(`${name}.crt`), pemOf(certificate));
});

afterAll(() => rmSync(folder, { recursive: true }));

const openssl = async (...args: string[]): Promise<string> => {
  const { stdout, stderr } = await run("openssl", args, { cwd: folder }).catch((error) => error);
  return `${stdout}${stderr}`;
};

/** A request as a security server makes it, with a subject of the profile FiVRK. */
async function request(name: string, curve = false): Promise<Buffer> {
  const { privateKey } = curve
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(at(`${name}.key`), privateKey.export({ type: "pkcs8", format: "pem" }));
  const subject = "/C=FI/O=Ministry, of the Interior/serialNumber=XU\\/ss-70001\\/GOV/CN=70001";
  const names = ["-addext", "subjectAltName=DNS:server.utopia.svc.cluster.local"];
  await openssl("req", "-new", "-key", `${name}.key`, "-subj", subject, ...names, "-out", `${name}.csr`);
  return readFileSync(at(`${name}.csr`));
}

async function issue(name: string, use: "authentication" | "signing"): Promise<X509Certificate> {
  writeFileSync(at(`${name}.crt`), issueCertificate(keys, await request(name), use, 365, new Date()));
  return new X509Certificate(readFileSync(at(`${name}.crt`)));
}

describe.skipIf(!isInstalled("openssl"))("the authority's own certificates", () => {
  it("are signed by it, for what they are for, and the same each time", async () => {
    const purpose = (purpose: string, name: string) =>
      openssl("verify", "-CAfile", "ca.crt", "-purpose", purpose, `${name}.crt`);
    expect(
      await openssl("verify", "-x509_strict", "-CAfile", "ca.crt", "ca.crt", "ocsp.crt", "tsa.crt"),
    ).toBe("ca.crt: OK\nocsp.crt: OK\ntsa.crt: OK\n");
    expect(await purpose("timestampsign", "tsa")).toBe("tsa.crt: OK\n");
    expect(await purpose("timestampsign", "ocsp")).not.toBe("ocsp.crt: OK\n");
    const { subject, issuer } = new X509Certificate(pemOf(keys.tsa.certificate));
    expect(subject).toBe("C=XU\nO=utopia test CA\nCN=utopia test CA time stamps");
    expect(issuer).toBe("C=XU\nO=utopia test CA\nCN=utopia test CA");
    const again = certifyKeys(readPrivateKeys(folder), NAMES);
    for (const name of ["ca", "ocsp", "tsa"] as const)
      expect(pemOf(again[name].certificate)).toBe(pemOf(keys[name].certificate));
  });
});

describe.skipIf(!isInstalled("openssl"))("a certificate of the authority", () => {
  it("holds the request's subject and key, and is signed by the authority", async () => {
    const certificate = await issue("auth", "authentication");
    expect(await openssl("verify", "-CAfile", "ca.crt", "auth.crt")).toBe("auth.crt: OK\n");
    expect(certificate.subject.split("\n")).toEqual([
      "C=FI",
      "O=Ministry\\, of the Interior",
      "serialNumber=XU/ss-70001/GOV",
      "CN=70001",
    ]);
    expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(at("auth.key"))))).toBe(true);
  });

  it("is told by its usage to be for servers or for signing", async () => {
    const shown = async (name: string, use: "authentication" | "signing") => {
      await issue(name, use);
      const said = await openssl(
        "x509",
        "-in",
        `${name}.crt`,
        "-noout",
        "-ext",
        "keyUsage,extendedKeyUsage,subjectAltName",
      );
      return said.split("\n").map((line) => line.trim());
    };
    const auth = await shown("auth", "authentication");
    expect(auth).toContain("Digital Signature, Key Encipherment, Data Encipherment");
    expect(auth).toContain("TLS Web Client Authentication, TLS Web Server Authentication");
    expect(auth).toContain("DNS:server.utopia.svc.cluster.local");
    const sign = await shown("sign", "signing");
    expect(sign).toContain("Non Repudiation");
    expect(sign.join()).not.toContain("DNS:");
  });

  it("is never good for longer than the authority", async () => {
    const text = issueCertificate(keys, await request("long", true), "signing", 36_500, new Date());
    expect(new X509Certificate(text).validTo).toBe(new X509Certificate(pemOf(keys.ca.certificate)).validTo);
  });

  it("is refused to what is no request, and to one that another key signed", async () => {
    const csr = await request("auth");
    const broken = Buffer.from(csr.toString().replace(/-----[A-Z ]+-----/g, ""), "base64");
    broken[broken.length - 3] = (broken.at(-3) ?? 0) ^ 1;
    for (const bad of [broken, Buffer.from("hello"), Buffer.alloc(0)])
      expect(() => issueCertificate(keys, bad, "signing", 365, new Date())).toThrow(RefusedRequest);
  });
});

describe.skipIf(!isInstalled("openssl"))("the answer about a certificate, to OpenSSL", () => {
  const ask = async (name: string, now = new Date(), hash = "-sha1") => {
    const cert = ["-issuer", "ca.crt", hash, "-cert", `${name}.crt`];
    await openssl("ocsp", ...cert, "-no_nonce", "-reqout", "ocsp.req");
    writeFileSync(at("ocsp.resp"), answerStatus(keys, readFileSync(at("ocsp.req")), now));
    return openssl("ocsp", ...cert, "-respin", "ocsp.resp", "-CAfile", "ca.crt");
  };

  it.each(["-sha1", "-sha256"])(
    "is good for one that the authority signed, asked for with %s",
    async (hash) => {
      await issue("known", "signing");
      const said = await ask("known", new Date(), hash);
      expect(said).toContain("Response verify OK");
      expect(said).toContain("known.crt: good");
    },
  );

  it("is unknown for one that it did not, though of the same name", async () => {
    await request("other");
    const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", `0x${"45".repeat(16)}`];
    await openssl("x509", "-req", "-in", "other.csr", ...by, "-out", "other.crt", "-days", "1");
    const said = await ask("other");
    expect(said).toContain("Response verify OK");
    expect(said).toContain("other.crt: unknown");
  });

  it("ends: an old one is refused", async () => {
    await issue("known", "signing");
    expect(await ask("known", new Date(Date.now() - 7_200_000))).toContain("Status times invalid");
  });

  it("gives a nonce back", async () => {
    await issue("known", "signing");
    const server = createServer(async (asked, answer) => {
      const chunks = await asked.toArray();
      answer.setHeader("content-type", "application/ocsp-response");
      answer.end(answerStatus(keys, Buffer.concat(chunks), new Date()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cert = ["-issuer", "ca.crt", "-cert", "known.crt", "-CAfile", "ca.crt"];
    const said = await openssl("ocsp", ...cert, "-url", url);
    server.close();
    // Without it, OpenSSL warns and goes on.
    expect(said).not.toMatch(/nonce/i);
    expect(said).toContain("Response verify OK");
  });

  it("says that what is no request is malformed", () => {
    expect(Buffer.from(answerStatus(keys, Buffer.from("?"), new Date())).toString("hex")).toBe("30030a0101");
  });
});

describe.skipIf(!isInstalled("openssl"))("a time stamp, to OpenSSL", () => {
  const stamp = async (...how: string[]) => {
    writeFileSync(at("data"), "a batch of signatures");
    await openssl("ts", "-query", "-data", "data", ...how, "-out", "ts.req");
    writeFileSync(at("ts.resp"), stampTime(keys, readFileSync(at("ts.req")), new Date()));
    return openssl(
      "ts",
      "-verify",
      "-queryfile",
      "ts.req",
      "-in",
      "ts.resp",
      "-CAfile",
      "ca.crt",
      "-untrusted",
      "tsa.crt",
    );
  };

  it.each([
    ["with the certificate", ["-sha512", "-cert"]],
    ["without it", ["-sha256"]],
    ["without a nonce", ["-sha256", "-no_nonce", "-cert"]],
    ["of a policy", ["-sha384", "-tspolicy", "1.2.3.4.9"]],
  ])("verifies %s", async (_title, how) => {
    expect(await stamp(...how)).toContain("Verification: OK");
  });

  it("is of that data alone", async () => {
    await stamp("-sha256");
    writeFileSync(at("data"), "another batch");
    const said = await openssl(
      "ts",
      "-verify",
      "-data",
      "data",
      "-in",
      "ts.resp",
      "-CAfile",
      "ca.crt",
      "-untrusted",
      "tsa.crt",
    );
    expect(said).toContain("Verification: FAILED");
  });

  it("is refused for a weak hash, with the reason", async () => {
    const said = await stamp("-sha1");
    expect(said).toContain("FAILED");
    expect(await openssl("ts", "-reply", "-in", "ts.resp", "-text")).toContain(
      "unrecognized or unsupported algorithm",
    );
    writeFileSync(at("ts.resp"), stampTime(keys, Buffer.from("?"), new Date()));
    expect(await openssl("ts", "-reply", "-in", "ts.resp", "-text")).toContain(
      "the data submitted has the wrong format",
    );
  });
});

describe("the authority's program", () => {
  it("answers at its three ports until it is stopped", async () => {
    const ports = await freePorts();
    const stop = new AbortController();
    const lines: string[] = [];
    const ended = program({ folder, ...NAMES, ports, days: 365 }, (line) => lines.push(line), stop.signal);
    await expect.poll(() => lines).toEqual(["the authority signs, answers and stamps"]);
    const ask = (port: number, path: string, body?: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, body === undefined ? {} : { method: "POST", body });
    expect(await (await ask(ports.sign, "/ca.pem")).text()).toBe(pemOf(keys.ca.certificate));
    expect((await ask(ports.sign, "/signing", "no request")).status).toBe(400);
    expect((await ask(ports.sign, "/signing", "x".repeat(100_000))).status).toBe(413);
    expect((await ask(ports.sign, "/ca.key")).status).toBe(404);
    expect((await ask(ports.status, "/", "?")).headers.get("content-type")).toBe("application/ocsp-response");
    expect((await ask(ports.time, "/", "?")).headers.get("content-type")).toBe("application/timestamp-reply");
    expect((await ask(ports.time, "/")).status).toBe(405);
    stop.abort();
    expect(await ended).toBe(0);
    await expect(ask(ports.sign, "/ca.pem")).rejects.toThrow();
  });

  it("refuses a configuration of the wrong shape", async () => {
    await expect(program({ folder }, () => {}, new AbortController().signal)).rejects.toMatchObject({
      name: "ZodError",
    });
  });
});

async function freePorts() {
  const servers = await Promise.all(
    [1, 2, 3].map(() => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
    }),
  );
  const [sign = 0, status = 0, time = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { sign, status, time };
}
