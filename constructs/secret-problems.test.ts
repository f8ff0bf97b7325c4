import { describe, expect, it } from "vitest";
import type { CertificateRequest, SecretRequest } from "../charts/spi/index.ts";
import { problemsOfSecret } from "./secret-problems.ts";

const AUTHORITY: CertificateRequest = {
  generate: "certificate",
  certificate: "root.crt",
  commonName: "Utopia",
  days: 3650,
  usage: ["ca"],
};
const LEAF: CertificateRequest = {
  generate: "certificate",
  certificate: "tls.crt",
  ca: "ca.crt",
  commonName: "civil",
  dnsNames: ["civil.utopia-civil.svc.cluster.local", "*.example"],
  days: 365,
  usage: ["server", "client"],
  authority: "root.key",
};

function problems(values: SecretRequest, changes: { rotatable?: boolean; why?: string } = {}): string[] {
  return problemsOfSecret({ name: "keys", values, rotatable: true, ...changes });
}

/** What is said of a certificate with something else about it. */
function problemsOfLeaf(changes: Partial<CertificateRequest>): string[] {
  return problems({ "root.key": AUTHORITY, "tls.key": { ...LEAF, ...changes } });
}

describe("what a Secret asks for", () => {
  it("may be of every kind that there is", () => {
    const values: SecretRequest = {
      password: { generate: "password" },
      hash: { generate: "hash", of: "password", algorithm: "scrypt" },
      "key.pem": { generate: "rsa-keypair", publicKey: "key.pub" },
      fingerprint: { generate: "hash", of: "key.pub", algorithm: "sha256" },
      "root.key": AUTHORITY,
      "tls.key": LEAF,
      "tls.p12": { generate: "pkcs12", of: "tls.key", passwordKey: "password" },
      "pair.p12": { generate: "pkcs12", of: "key.pem", passwordKey: "password" },
      user: { generate: "literal", value: "civil" },
      url: { generate: "template", text: "postgres://{{user}}:{{password}}@db" },
      shared: { generate: "copy", namespace: "utopia-mediator", secret: "oidc", key: "word" },
    };
    expect(problems(values)).toEqual([]);
  });

  it.each<[string, SecretRequest, string]>([
    ["nothing", {}, "asks for no value"],
    ["a short password", { p: { generate: "password", length: 8 } }, "less than 16 characters"],
    [
      "a key that no Secret has",
      { "a/b": { generate: "password" } },
      "the key a/b, which no Secret may have",
    ],
    [
      "one key twice",
      { a: { generate: "rsa-keypair", publicKey: "b" }, b: { generate: "password" } },
      "asks for a key twice",
    ],
    [
      "a certificate under a key that is taken",
      { "root.key": { ...AUTHORITY, certificate: "root.key" } },
      "asks for a key twice",
    ],
    [
      "a hash of nothing",
      { h: { generate: "hash", of: "x", algorithm: "sha256" } },
      "asks for h as a hash with x, which the Secret does not ask for",
    ],
    [
      "hashes of each other",
      {
        a: { generate: "hash", of: "b", algorithm: "sha256" },
        b: { generate: "hash", of: "a", algorithm: "sha256" },
      },
      "makes a of b of a, which never begins",
    ],
    ["a text of itself", { a: { generate: "template", text: "x{{a}}" } }, "makes a of a, which never begins"],
    [
      "a key store of a password",
      {
        p: { generate: "password" },
        s: { generate: "pkcs12", of: "p", passwordKey: "p" },
      },
      "asks for s as a pkcs12 of p, which is neither a certificate nor a key pair",
    ],
    [
      "a key store of a certificate instead of its key",
      {
        p: { generate: "password" },
        "root.key": AUTHORITY,
        s: { generate: "pkcs12", of: "root.crt", passwordKey: "p" },
      },
      "a pkcs12 of root.crt, which is neither",
    ],
    [
      "a key store without a password",
      { "root.key": AUTHORITY, s: { generate: "pkcs12", of: "root.key", passwordKey: "p" } },
      "a pkcs12 with p, which the Secret does not ask for",
    ],
    [
      "a key store whose password everyone knows",
      {
        word: { generate: "literal", value: "changeit" },
        "root.key": AUTHORITY,
        s: { generate: "pkcs12", of: "root.key", passwordKey: "word" },
      },
      "a pkcs12 with the password word, which is no secret",
    ],
    ["a text that never changes", { t: { generate: "template", text: "a=b" } }, "in which no {{key}} stands"],
    [
      "a text with a misspelt key",
      { p: { generate: "password" }, t: { generate: "template", text: "{{p}}{{ p }}" } },
      "a template with  p , which the Secret does not ask for",
    ],
    [
      "a text with a file in it",
      {
        p: { generate: "password" },
        "root.key": AUTHORITY,
        s: { generate: "pkcs12", of: "root.key", passwordKey: "p" },
        t: { generate: "template", text: "{{s}}" },
      },
      "a template with s, which is a file and no text",
    ],
  ])("is refused with a sentence: %s", (_what, values, sentence) => {
    expect(problems(values)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each(["db-password", "client_SECRET", "apiToken", "private.key"])(
    "is no fixed value under the name %s",
    (key) => {
      expect(problems({ [key]: { generate: "literal", value: "admin" } })).toEqual([
        `Secret keys asks for ${key} as a literal, whose value everyone may read, under a name that promises a secret`,
      ]);
    },
  );

  it("can be kept from rotation with a reason only", () => {
    const values: SecretRequest = { p: { generate: "password" } };
    expect(problems(values, { rotatable: false }).join()).toMatch(/does not say why it cannot be rotated/);
    const why = "the database keeps it";
    expect(problems(values, { rotatable: false, why })).toEqual([]);
    expect(problems({ ...values, "root.key": AUTHORITY }, { rotatable: false, why })).toEqual([
      "Secret keys cannot be rotated, and its certificate root.key could not be renewed before it ends; put it into a Secret of its own",
    ]);
    const renewed = { ...AUTHORITY, renewBefore: 30 };
    expect(problems({ "root.key": renewed }, { rotatable: false, why })).toEqual([]);
  });
});

describe("a certificate that is asked for", () => {
  it.each<[string, Partial<CertificateRequest>, string]>([
    ["no days", { days: 0 }, "a certificate for 0 days; it takes whole days from 1 to 36500"],
    ["half a day", { days: 0.5 }, "a certificate for 0.5 days"],
    ["a thousand years", { days: 365_000 }, "a certificate for 365000 days"],
    ["no name", { commonName: "" }, "a common name of 0 characters; it takes 1 to 64"],
    ["a long name", { commonName: "x".repeat(65) }, "a common name of 65 characters"],
    [
      "a country by its name",
      { country: "Utopia" },
      "of the country Utopia, which is not two capital letters",
    ],
    ["a URL for a host", { dnsNames: ["https://x"] }, "for https://x, which is no DNS name"],
    ["a star within a host", { dnsNames: ["a.*.example"] }, "for a.*.example, which is no DNS name"],
    ["a renewal after its end", { renewBefore: 0 }, "that is renewed 0 days before its end"],
    ["one that is always due", { renewBefore: 30, days: 30 }, "that is renewed 30 days before its end"],
    ["no use", { usage: [] }, "a certificate of no use"],
    ["a server without a host", { dnsNames: [] }, "a server's certificate without DNS names"],
    [
      "time stamps beside another use",
      { usage: ["time-stamping", "client"] },
      "a certificate for time stamps that is to be used for something else too",
    ],
  ])("is refused with a sentence: %s", (_what, changes, sentence) => {
    expect(problemsOfLeaf(changes)).toEqual([expect.stringMatching(/^Secret keys asks for tls.key as a /)]);
    expect(problemsOfLeaf(changes)[0]).toContain(sentence);
  });

  it("cannot be an authority and something else, nor one that another signs", () => {
    const at = "Secret keys asks for tls.key as";
    expect(problemsOfLeaf({ usage: ["ca"] })).toEqual([
      `${at} an authority that another one signs; an authority signs itself`,
    ]);
    expect(problems({ "tls.key": { ...AUTHORITY, usage: ["ca", "signing"] } })).toEqual([
      `${at} an authority that is to be used for something else too`,
    ]);
  });

  it("names an authority where it wants its certificate, and one that there is", () => {
    const { authority: _, ...alone } = LEAF;
    expect(problems({ "tls.key": alone })).toEqual([
      "Secret keys asks for tls.key as a certificate with its authority's under ca.crt, and names no authority",
    ]);
    expect(problems({ "tls.key": { ...LEAF, authority: "other.key" } })).toEqual([
      "Secret keys asks for tls.key as a certificate with other.key, which the Secret does not ask for",
    ]);
  });
});
