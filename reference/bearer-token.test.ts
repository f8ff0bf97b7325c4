import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { presentsToken, readTokenFile, withoutToken } from "./bearer-token.ts";

const TOKEN = "not-a-real-token-0123456789";
const folder = mkdtempSync(join(tmpdir(), "country-stack-test-"));
const headers = (authorization: string) => new Headers({ authorization, accept: "*/*" });

afterAll(() => rmSync(folder, { recursive: true }));

describe("a token's file", () => {
  it("is read without its line break", () => {
    writeFileSync(join(folder, "token"), `${TOKEN}\n`);
    expect(readTokenFile(join(folder, "token"))).toBe(TOKEN);
  });

  it("stops the start where it is missing, empty or can be guessed", () => {
    expect(() => readTokenFile(join(folder, "none"))).toThrow(/the token's file .*none cannot be read/);
    for (const text of ["", "short\n"]) {
      writeFileSync(join(folder, "short"), text);
      expect(() => readTokenFile(join(folder, "short"))).toThrow(/less than 20 characters/);
    }
  });
});

describe("a bearer token", () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER  ${TOKEN} `])("%s is it", (value) => {
    expect(presentsToken(headers(value), TOKEN)).toBe(true);
  });

  it.each(["", TOKEN, "Bearer", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`])(
    "%j is not",
    (value) => {
      expect(presentsToken(headers(value), TOKEN)).toBe(false);
      expect(presentsToken(new Headers(), TOKEN)).toBe(false);
    },
  );

  it("goes no further than to the server that it is for; others are passed on", () => {
    expect([...withoutToken(headers(`Bearer ${TOKEN}`), TOKEN).keys()]).toEqual(["accept"]);
    expect(withoutToken(headers("Bearer another"), TOKEN).get("authorization")).toBe("Bearer another");
    expect(withoutToken(headers(`Bearer ${TOKEN}`), undefined).get("authorization")).toBe(`Bearer ${TOKEN}`);
  });
});
