import { describe, expect, it } from "vitest";
import type { CertificateRequest, SecretRequest, ValueRequest } from "../charts/spi/index.ts";
import { exampleSecret } from "../test/secret-example.ts";
import { problemsOfReferences } from "./secret-reference-problems.ts";

const AUTHORITY: CertificateRequest = {
  generate: "certificate",
  certificate: "ca.crt",
  commonName: "Utopia",
  days: 100,
  usage: ["ca"],
};
const SOURCES = exampleSecret(
  {
    "ca.key": AUTHORITY,
    word: { generate: "password" },
    user: { generate: "literal", value: "portal" },
  },
  { part: "mediator", name: "shared" },
);
const shared = (key: string) => ({ namespace: "utopia-mediator", secret: "shared", key });
const copy = (key: string): ValueRequest => ({ generate: "copy", ...shared(key) });
const leaf = (changes: Partial<CertificateRequest> = {}): SecretRequest => ({
  "tls.key": {
    generate: "certificate",
    certificate: "tls.crt",
    commonName: "civil",
    days: 100,
    usage: ["client"],
    authority: shared("ca.key"),
    ...changes,
  },
});

function problems(values: SecretRequest, changes = {}): string[] {
  return problemsOfReferences([exampleSecret(values, changes), SOURCES]);
}

describe("what Secrets ask of each other", () => {
  it("may be values and authorities of any other Secret of the stack", () => {
    expect(problems({ ...leaf({ ca: "ca.crt" }), word: copy("word"), root: copy("ca.crt") })).toEqual([]);
    const neighbour = exampleSecret(
      { a: { generate: "copy", secret: "shared", key: "word" } },
      {
        part: "mediator",
        name: "neighbour",
      },
    );
    expect(problemsOfReferences([neighbour, SOURCES])).toEqual([]);
  });

  it.each<[string, SecretRequest, string]>([
    [
      "a Secret that the stack does not make",
      { a: { generate: "copy", namespace: "elsewhere", secret: "shared", key: "word" } },
      "Secret keys of part civil asks for a as a copy with elsewhere/shared/word, but the stack makes no Secret shared in elsewhere",
    ],
    [
      "one in its own namespace, where there is none",
      { a: { generate: "copy", secret: "shared", key: "word" } },
      "but the stack makes no Secret shared in utopia-civil",
    ],
    ["a key that the other one does not have", { a: copy("words") }, "but that Secret asks for no words"],
    [
      "an authority that there is not",
      leaf({ authority: shared("root.key") }),
      "as a certificate with utopia-mediator/shared/root.key, but that Secret asks for no root.key",
    ],
    [
      "an authority that is a password",
      leaf({ authority: shared("word") }),
      "a certificate signed by utopia-mediator/shared/word, which is the key of no authority",
    ],
    [
      "an authority by its certificate instead of its key",
      leaf({ authority: shared("ca.crt") }),
      "a certificate signed by utopia-mediator/shared/ca.crt, which is the key of no authority",
    ],
    [
      "an authority of its own that is none",
      {
        "own.key": { ...AUTHORITY, certificate: "own.crt", usage: ["signing"] },
        ...leaf({ authority: "own.key" }),
      },
      "signed by utopia-civil/keys/own.key, which is the key of no authority",
    ],
    [
      "more days than its authority has",
      leaf({ days: 101 }),
      "a certificate for 101 days, longer than its authority is good: 100",
    ],
  ])("is refused with a sentence: %s", (_what, values, sentence) => {
    expect(problems(values)).toEqual([expect.stringContaining(sentence)]);
  });

  it("cannot go in a circle", () => {
    const back = { generate: "copy", namespace: "utopia-civil", secret: "keys", key: "a" } as const;
    const other = { ...SOURCES, values: { b: back } };
    const one = exampleSecret({ a: { generate: "copy", ...shared("b") } });
    expect(problemsOfReferences([one, other])).toEqual([
      "a of Secret keys (part civil) is made of b of Secret shared (part mediator) is made of a of Secret keys (part civil), which never begins",
    ]);
  });

  it("may cross each other without a circle", () => {
    const back = { generate: "copy", namespace: "utopia-civil", secret: "keys", key: "own" } as const;
    const other = { ...SOURCES, values: { ...SOURCES.values, back } };
    const one = exampleSecret({ a: copy("word"), own: { generate: "password" } });
    expect(problemsOfReferences([one, other])).toEqual([]);
  });

  it("cannot change what must stay as it is", () => {
    const stays = { rotatable: false, why: "the database keeps it" };
    expect(problems({ word: copy("word"), user: copy("user") }, stays)).toEqual([
      "Secret keys of part civil cannot be rotated (the database keeps it), but its word follows word of Secret shared (part mediator), which can; put word into a Secret of its own",
    ]);
    const fixed = { ...SOURCES, rotatable: false, why: "so is the other" };
    expect(problemsOfReferences([exampleSecret({ word: copy("word") }, stays), fixed])).toEqual([]);
  });
});
