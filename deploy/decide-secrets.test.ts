import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CertificateRequest, SecretRequest } from "../charts/spi/index.ts";
import type { AskedSecret } from "../constructs/asked-secret.ts";
import { exampleSecret } from "../test/secret-example.ts";
import { type Decision, decideSecrets } from "./decide-secrets.ts";
import type { SecretContents } from "./secrets.ts";

const BEFORE = "2026-01-01T00:00:00.000Z";
const NOW = "2026-02-02T00:00:00.000Z";
const TOKEN = exampleSecret({ token: { generate: "password", length: 40 } });
const known = { data: { token: btoa("the one before") }, generation: 3, generatedAt: BEFORE };

const AUTHORITY = exampleSecret(
  {
    "ca.key": {
      generate: "certificate",
      certificate: "ca.crt",
      commonName: "Utopia",
      days: 100,
      usage: ["ca"],
      algorithm: "ec-p256",
    },
  },
  { part: "mediator", name: "authority" },
);
const LEAF: CertificateRequest = {
  generate: "certificate",
  certificate: "tls.crt",
  ca: "ca.crt",
  commonName: "civil",
  days: 10,
  usage: ["client"],
  algorithm: "ec-p256",
  authority: { namespace: "utopia-mediator", secret: "authority", key: "ca.key" },
};
const OIDC = exampleSecret(
  { client: { generate: "literal", value: "portal" }, word: { generate: "password" } },
  { part: "mediator", name: "oidc" },
);
/** Asks for values of Secrets that come after it. */
const READER = exampleSecret({
  "tls.key": LEAF,
  word: { generate: "copy", namespace: "utopia-mediator", secret: "oidc", key: "word" },
  client: { generate: "copy", namespace: "utopia-mediator", secret: "oidc", key: "client" },
  url: { generate: "template", text: "postgres://{{client}}:{{word}}@db/civil?a={{word}}" },
  fingerprint: { generate: "hash", of: "url", algorithm: "sha256" },
});
const ALL = [READER, OIDC, AUTHORITY];

function decide(asked: readonly AskedSecret[], before: SecretContents, decision: Partial<Decision> = {}) {
  return decideSecrets(asked, before, { now: new Date(NOW), ...decision });
}

/** The text under a key of a Secret. */
function textOf(contents: SecretContents, { id }: AskedSecret, key: string): string {
  return Buffer.from(contents.get(id)?.data[key] ?? "", "base64").toString("utf8");
}

describe("what a Secret is to hold", () => {
  it("is new where nothing is known", async () => {
    const contents = await decide([TOKEN], new Map());
    expect(contents.get(TOKEN.id)).toMatchObject({ generation: 1, generatedAt: NOW });
    expect(textOf(contents, TOKEN, "token")).toMatch(/^[A-Za-z0-9]{40}$/);
  });

  it("is what is known, with the same generation and age", async () => {
    const contents = await decide([TOKEN], new Map([[TOKEN.id, known]]));
    expect(contents.get(TOKEN.id)).toEqual(known);
  });

  it("is one generation further where a value was added, the others staying", async () => {
    const more = { ...TOKEN, values: { ...TOKEN.values, second: { generate: "password" } as const } };
    const contents = await decide([more], new Map([[TOKEN.id, known]]));
    expect(contents.get(TOKEN.id)).toMatchObject({ generation: 4, generatedAt: NOW });
    expect(textOf(contents, TOKEN, "token")).toBe("the one before");
    expect(textOf(contents, TOKEN, "second")).toHaveLength(32);
  });

  it("is all new and one generation further after a rotation, of that part only", async () => {
    const rotated = await decide([TOKEN], new Map([[TOKEN.id, known]]), { rotate: "civil" });
    expect(rotated.get(TOKEN.id)).toMatchObject({ generation: 4, generatedAt: NOW });
    expect(textOf(rotated, TOKEN, "token")).not.toBe("the one before");
    const other = await decide([TOKEN], new Map([[TOKEN.id, known]]), { rotate: "mediator" });
    expect(other.get(TOKEN.id)).toEqual(known);
  });

  it("counts from one in a Secret that someone applied without values", async () => {
    const empty = new Map([[TOKEN.id, { data: {}, generation: 0, generatedAt: BEFORE }]]);
    expect((await decide([TOKEN], empty)).get(TOKEN.id)).toMatchObject({ generation: 1, generatedAt: NOW });
  });
});

describe("values that are made of others", () => {
  it("are copies, texts and certificates of Secrets in whatever order these come", async () => {
    const contents = await decide(ALL, new Map());
    const word = textOf(contents, OIDC, "word");
    expect(word).toHaveLength(32);
    expect(textOf(contents, READER, "word")).toBe(word);
    expect(textOf(contents, READER, "url")).toBe(`postgres://portal:${word}@db/civil?a=${word}`);
    const leaf = new X509Certificate(textOf(contents, READER, "tls.crt"));
    const authority = new X509Certificate(textOf(contents, AUTHORITY, "ca.crt"));
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(textOf(contents, READER, "ca.crt")).toBe(textOf(contents, AUTHORITY, "ca.crt"));
    expect(contents.get(READER.id)?.data["ca.key"]).toBeUndefined();
  });

  it("stay with them on another up", async () => {
    const first = await decide(ALL, new Map());
    expect(await decide(ALL, first, { now: new Date("2026-02-03") })).toEqual(first);
  });

  it("follow a rotation of what they are made of, and of nothing else", async () => {
    const first = await decide(ALL, new Map());
    const second = await decide(ALL, first, { rotate: "mediator" });
    expect(textOf(second, READER, "word")).toBe(textOf(second, OIDC, "word"));
    expect(textOf(second, READER, "word")).not.toBe(textOf(first, READER, "word"));
    const leaf = new X509Certificate(textOf(second, READER, "tls.crt"));
    expect(leaf.verify(new X509Certificate(textOf(second, AUTHORITY, "ca.crt")).publicKey)).toBe(true);
    expect(textOf(second, READER, "tls.key")).toBe(textOf(first, READER, "tls.key"));
    expect(ALL.map(({ id }) => second.get(id)?.generation)).toEqual([2, 2, 2]);
    const renewed = await decide(ALL, second, { rotate: "civil" });
    expect(textOf(renewed, READER, "tls.key")).not.toBe(textOf(second, READER, "tls.key"));
    expect(textOf(renewed, READER, "word")).toBe(textOf(second, OIDC, "word"));
    expect(ALL.map(({ id }) => renewed.get(id)?.generation)).toEqual([3, 2, 2]);
  });

  it("come right after a rotation that died between the Secrets, whichever came first", async () => {
    const first = await decide(ALL, new Map());
    const second = await decide(ALL, first, { rotate: "mediator" });
    for (const half of [
      new Map([...second, [READER.id, first.get(READER.id)] as const]),
      new Map([...first, [READER.id, second.get(READER.id)] as const]),
    ]) {
      const healed = await decide(ALL, half as SecretContents);
      expect(textOf(healed, READER, "word")).toBe(textOf(healed, OIDC, "word"));
      expect(healed.get(OIDC.id)).toEqual(half.get(OIDC.id));
      const leaf = new X509Certificate(textOf(healed, READER, "tls.crt"));
      expect(leaf.verify(new X509Certificate(textOf(healed, AUTHORITY, "ca.crt")).publicKey)).toBe(true);
    }
  });

  it("are not made anew with a part that only repeats them", async () => {
    const copies: SecretRequest = { word: READER.values["word"] as SecretRequest[string] };
    const reader = exampleSecret(copies);
    const first = await decide([reader, OIDC], new Map());
    expect(await decide([reader, OIDC], first, { rotate: "civil" })).toEqual(first);
  });

  it("tell which of them everyone may see", async () => {
    const contents = await decide(ALL, new Map());
    expect(ALL.map(({ id }) => contents.get(id)?.open)).toEqual([
      ["ca.crt", "client", "tls.crt"],
      ["client"],
      ["ca.crt"],
    ]);
  });
});

describe("a preview", () => {
  it("makes nothing, and says so of each value", async () => {
    const contents = await decide(ALL, new Map(), { preview: true });
    const texts = ALL.flatMap((secret) =>
      Object.keys(contents.get(secret.id)?.data ?? {}).map((key) => textOf(contents, secret, key)),
    );
    expect(new Set(texts)).toEqual(new Set(["made when it is applied", "portal"]));
  });

  it("is what an up would do where all is there", async () => {
    const first = await decide(ALL, new Map());
    expect(await decide(ALL, first, { preview: true })).toEqual(first);
  });

  it("shows as changed what follows a value that is to be made", async () => {
    const first = await decide(ALL, new Map());
    const lost = new Map([...first].filter(([id]) => id !== OIDC.id));
    const shown = await decide(ALL, lost, { preview: true });
    expect(textOf(shown, READER, "url")).toBe("made when it is applied");
    expect(textOf(shown, READER, "tls.crt")).toBe(textOf(first, READER, "tls.crt"));
    expect(ALL.map(({ id }) => shown.get(id)?.generation)).toEqual([2, 1, 1]);
  });
});

it.each<[string, SecretRequest]>([
  ["a copy of nothing", { a: { generate: "copy", secret: "nowhere", key: "b" } }],
  ["a text of itself", { a: { generate: "template", text: "{{a}}" } }],
])("what no synth lets through never becomes a value: %s", async (_what, values) => {
  await expect(decide([exampleSecret(values)], new Map())).rejects.toThrow("made of something that there");
});
