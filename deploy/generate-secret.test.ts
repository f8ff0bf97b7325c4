import { createHash, createPrivateKey, createPublicKey, scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SecretRequest } from "../charts/spi/index.ts";
import { exampleSecret } from "../test/secret-example.ts";
import { decideSecrets } from "./decide-secrets.ts";
import { isHashOf } from "./generate-secret.ts";

type Data = Readonly<Record<string, string>>;

/** The values of a Secret in Base64; `known` is what it had. */
async function generate(request: SecretRequest, known: Data = {}): Promise<Data> {
  const secret = exampleSecret(request);
  const before = new Map([[secret.id, { data: known, generation: 1, generatedAt: "" }]]);
  return (await decideSecrets([secret], before, { now: new Date() })).get(secret.id)?.data ?? {};
}

const text = (data: string | undefined) => Buffer.from(data ?? "", "base64").toString("utf8");

describe("values that are made by themselves", () => {
  it("are passwords of letters and digits, as long as asked for, and never the same twice", async () => {
    const make = async () => text((await generate({ p: { generate: "password", length: 40 } }))["p"]);
    const made = await Promise.all(Array.from({ length: 50 }, make));
    expect(made.every((password) => /^[A-Za-z0-9]{40}$/.test(password))).toBe(true);
    expect(new Set(made).size).toBe(50);
    expect(new Set(made.join("")).size).toBe(62);
    expect(text((await generate({ p: { generate: "password" } }))["p"])).toHaveLength(32);
  });

  it("are key pairs whose halves belong together", async () => {
    const made = await generate({ key: { generate: "rsa-keypair", bits: 2048, publicKey: "pub" } });
    const key = createPrivateKey(text(made["key"]));
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(createPublicKey(key).export({ type: "spki", format: "pem" })).toBe(text(made["pub"]));
  });

  it("are given texts, which are as they were given, also after they were changed", async () => {
    const made = await generate({ user: { generate: "literal", value: "keycloak" } }, { user: btoa("x") });
    expect(text(made["user"])).toBe("keycloak");
  });
});

describe("values that are made of others", () => {
  it("are hashes that can be checked with the value", async () => {
    const made = await generate({
      slow: { generate: "hash", of: "p", algorithm: "scrypt" },
      quick: { generate: "hash", of: "p", algorithm: "sha256" },
      p: { generate: "password" },
    });
    const password = text(made["p"]);
    expect(text(made["quick"])).toBe(createHash("sha256").update(password).digest("hex"));
    const [, , , salt = "", hash = ""] = text(made["slow"]).split("$");
    const cost = { N: 65_536, r: 8, p: 1, maxmem: 2 ** 28 };
    const expected = scryptSync(password, Buffer.from(salt, "base64"), 32, cost);
    expect(Buffer.from(hash, "base64")).toEqual(expected);
    expect(isHashOf(text(made["slow"]), Buffer.from(`${password}x`))).toBe(false);
  });

  it("stay with what is known, and are made anew only where that changed", async () => {
    const request = {
      p: { generate: "password" },
      h: { generate: "hash", of: "p", algorithm: "scrypt" },
      added: { generate: "password" },
    } as const;
    const { added: _, ...first } = await generate(request);
    const second = await generate(request, first);
    expect(second).toMatchObject(first);
    expect(text(second["added"])).toHaveLength(32);
    const third = await generate(request, { ...second, p: btoa("a password of someone's own") });
    expect(third["h"]).not.toBe(second["h"]);
    expect(isHashOf(text(third["h"]), Buffer.from("a password of someone's own"))).toBe(true);
  });

  it("are texts with values in them, taken as they are", async () => {
    const made = await generate(
      {
        env: { generate: "template", text: "A=$& {not} {{p}}\nB={{user}}{{p}}\n" },
        p: { generate: "password" },
        user: { generate: "literal", value: "$1{{p}}" },
      },
      { p: btoa("$$&") },
    );
    expect(text(made["env"])).toBe("A=$& {not} $$&\nB=$1{{p}}$$&\n");
  });
});
