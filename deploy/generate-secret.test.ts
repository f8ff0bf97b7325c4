import { createHash, createPrivateKey, createPublicKey, scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateData, isHashOf } from "./generate-secret.ts";

const text = (data: string | undefined) => Buffer.from(data ?? "", "base64").toString("utf8");

describe("generateData", () => {
  it("makes passwords of letters and digits, as long as asked for, and never the same twice", () => {
    const make = () => text(generateData({ p: { generate: "password", length: 40 } }, {})["p"]);
    const made = Array.from({ length: 50 }, make);
    expect(made.every((password) => /^[A-Za-z0-9]{40}$/.test(password))).toBe(true);
    expect(new Set(made).size).toBe(50);
    expect(new Set(made.join("")).size).toBe(62);
    expect(text(generateData({ p: { generate: "password" } }, {})["p"])).toHaveLength(32);
  });

  it("makes a key pair whose halves belong together", () => {
    const made = generateData({ key: { generate: "rsa-keypair", bits: 2048, publicKey: "pub" } }, {});
    const key = createPrivateKey(text(made["key"]));
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(createPublicKey(key).export({ type: "spki", format: "pem" })).toBe(text(made["pub"]));
  });

  it("makes hashes that can be checked with the value", () => {
    const made = generateData(
      {
        slow: { generate: "hash", of: "p", algorithm: "scrypt" },
        quick: { generate: "hash", of: "p", algorithm: "sha256" },
        p: { generate: "password" },
      },
      {},
    );
    const password = text(made["p"]);
    expect(text(made["quick"])).toBe(createHash("sha256").update(password).digest("hex"));
    const [, , , salt = "", hash = ""] = text(made["slow"]).split("$");
    const cost = { N: 65_536, r: 8, p: 1, maxmem: 2 ** 28 };
    const expected = scryptSync(password, Buffer.from(salt, "base64"), 32, cost);
    expect(Buffer.from(hash, "base64")).toEqual(expected);
    expect(isHashOf(text(made["slow"]), `${password}x`)).toBe(false);
  });

  it("leaves what is known, and makes anew only the hash of what changed", () => {
    const request = {
      p: { generate: "password" },
      h: { generate: "hash", of: "p", algorithm: "scrypt" },
      added: { generate: "password" },
    } as const;
    const { added: _, ...first } = generateData(request, {});
    const second = generateData(request, first);
    expect(second).toMatchObject(first);
    expect(text(second["added"])).toHaveLength(32);
    const third = generateData(request, { ...second, p: btoa("a password of someone's own") });
    expect(third["h"]).not.toBe(second["h"]);
    expect(isHashOf(text(third["h"]), "a password of someone's own")).toBe(true);
  });

  it("refuses what it cannot make", () => {
    const certificate = { generate: "certificate", commonName: "x", dnsNames: [], days: 1 } as const;
    expect(() => generateData({ c: certificate }, {})).toThrow("a certificate cannot be made");
    expect(() => generateData({ h: { generate: "hash", of: "x", algorithm: "sha256" } }, {})).toThrow(
      "there is no value x",
    );
  });
});
