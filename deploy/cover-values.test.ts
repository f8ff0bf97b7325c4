import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { coverValues } from "./cover-values.ts";
import type { SecretContent } from "./secrets.ts";

const encode = (text: string) => Buffer.from(text).toString("base64");

function cover(text: string, data: Readonly<Record<string, string>>, open: readonly string[] = []): string {
  const content: SecretContent = { data, generation: 1, generatedAt: "", open };
  return coverValues(text, new Map([["id", content]]));
}

describe("coverValues", () => {
  it("covers values as they are and in Base64", () => {
    const token = encode("the one before");
    expect(cover(`refused: ${token} (the one before)`, { token })).toBe("refused: [secret] ([secret])");
  });

  it("leaves words alone that happen to be short values", () => {
    expect(cover("the pod", { token: encode("the") })).toBe("the pod");
  });

  it("leaves what everyone may see, such as the name of a user", () => {
    const data = { user: encode("civil-registry"), token: encode("a token of civil-registry") };
    expect(cover("part civil-registry says: a token of civil-registry", data, ["user"])).toBe(
      "part civil-registry says: [secret]",
    );
  });

  it("covers a key also where it is quoted in another form, line by line", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const covered = cover(JSON.stringify({ said: pem }), { key: encode(pem) });
    expect(covered).toContain("-----BEGIN PRIVATE KEY-----");
    for (const line of pem.split("\n").slice(1, -2)) expect(covered).not.toContain(line);
    expect(cover(pem, { key: encode(pem) })).toBe("[secret]");
  });
});
