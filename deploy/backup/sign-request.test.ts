import { describe, expect, it } from "vitest";
import { signRequest } from "./sign-request.ts";

/** The account of Amazon's own examples ("Authenticating Requests: Using the Authorization Header"), which is no one's. */
const KEYS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const NOW = new Date("2013-05-24T00:00:00Z");

function signatureOf(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const url = new URL(path, "https://examplebucket.s3.amazonaws.com");
  const { authorization = "" } = signRequest({ method: "GET", url, headers }, KEYS, "us-east-1", NOW);
  return /Signature=(.*)$/.exec(authorization)?.[1] ?? "";
}

describe("the signature of a request", () => {
  it.each([
    [
      "/test.txt",
      { range: "bytes=0-9" },
      "f0e8bdb87c964420e857bd35b5d6ed31",
      "0bd44f0170aba48dd91039c6036bdb41",
    ],
    ["/?lifecycle=", {}, "fea454ca298b7da1c68078a5d1bdbfbb", "e0d65c699e0f91ac7a200a0136783543"],
    ["/?max-keys=2&prefix=J", {}, "34b48302e7b5fa45bde8084f4b7868a8", "6f0a534bc59db6670ed5711ef69dc6f7"],
  ])("of %s is the one of Amazon's example", (path, headers, first, second) => {
    expect(signatureOf(path, headers)).toBe(`${first}${second}`);
  });

  it("is another one for another path, header, time or key", () => {
    const all = [signatureOf("/a"), signatureOf("/b"), signatureOf("/a", { range: "bytes=0-1" })];
    expect(new Set(all).size).toBe(3);
  });

  it("covers the token of a session", () => {
    const url = new URL("https://examplebucket.s3.amazonaws.com/");
    const headers = signRequest({ method: "GET", url }, { ...KEYS, sessionToken: "t" }, "us-east-1", NOW);
    expect(headers["authorization"]).toContain("x-amz-security-token");
  });
});
