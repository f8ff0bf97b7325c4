import { describe, expect, it } from "vitest";
import type { Exchange } from "./http.ts";
import { createMask } from "./mask.ts";

const MARK = "cs-test-0123456789ab";

function exchange(more: Partial<Exchange> & { answer?: unknown }): Exchange {
  const { answer, ...rest } = more;
  const base = { method: "POST", url: "http://127.0.0.1/x", requestHeaders: {}, requestBody: undefined };
  const text = answer === undefined ? "" : JSON.stringify(answer);
  return { ...base, status: 200, headers: {}, text, json: answer, milliseconds: 1, ...rest };
}

function maskOne(more: Parameters<typeof exchange>[0]): Exchange {
  const one = exchange(more);
  return createMask([one]).exchange(one);
}

const maskAnswer = (answer: unknown) => maskOne({ answer }).json;

describe("createMask for URLs", () => {
  it.each([
    ["http://h/a?token=abc&page=2", "http://h/a?token=•••(≤8)&page=2"],
    [
      "http://h/cb?code=abcdefghi&state=x#access_token=abc",
      "http://h/cb?code=•••(≤32)&state=•••(≤8)#access_token=•••(≤8)",
    ],
    ["http://h/persons/EE123/children", "http://h/persons/•••(≤8)/children"],
    ["http://h/find/jane%40x.example", "http://h/find/•••(≤32)"],
    ["http://h/a%20b/c?x=1", "http://h/a%20b/c?x=1"],
    ['http://h/?q={"lastName":"Doe"}', 'http://h/?q={"lastName":"•••(≤8)"}'],
    ["http://h/?q=%7B%22lastName%22%3A%22Doe%22%7D", 'http://h/?q={"lastName":"•••(≤8)"}'],
  ])("%s", (url, masked) => {
    const one = exchange({ url });
    expect(createMask([one]).exchange(one).url).toBe(masked);
  });
});

describe("createMask", () => {
  it("covers persons nested and in arrays, and keeps keys, types and what is nobody's", () => {
    const answer = {
      householdId: "H-1",
      status: "active",
      count: 2,
      head: { id: "P-77", name: "Jane Doe", age: 40 },
      members: [
        {
          personId: "P-78",
          birthDate: "2001-02-03",
          address: { street: "Main 1", lines: ["a", 1] },
          vid: 123456,
        },
        { firstName: MARK, disability: true, id: 5, deceased: null },
      ],
    };
    expect(maskAnswer(answer)).toEqual({
      householdId: "H-1",
      status: "active",
      count: 2,
      head: { id: "•••(≤8)", name: "•••(≤8)", age: 40 },
      members: [
        {
          personId: "•••(≤8)",
          birthDate: "•••(≤32)",
          address: { street: "•••(≤8)", lines: ["•••(≤8)", "•••(number)"] },
          vid: "•••(number)",
        },
        { firstName: MARK, disability: "•••(boolean)", id: "•••(number)", deceased: null },
      ],
    });
  });

  it("leaves member organizations and services alone", () => {
    const answer = {
      members: [{ name: "Ministry of Health", class: "GOV", code: "70001" }],
      name: "households",
    };
    expect(maskAnswer(answer)).toEqual(answer);
  });

  it("leaves schemas of personal fields, but for their examples", () => {
    const schema = (firstName: object) => ({
      properties: { firstName, id: { type: "integer" } },
      required: ["id"],
    });
    expect(maskAnswer(schema({ type: "string", description: "the first name", example: "Jane" }))).toEqual(
      schema({ type: "string", description: "the first name", example: "•••(≤8)" }),
    );
  });

  it("covers fields written as pairs, lists of persons' ids and JSON within JSON", () => {
    expect(
      maskAnswer([
        { field: "lastName", value: "Doe" },
        { field: "colour", value: "red" },
        { applicants: ["P-1"], beneficiary: "P-2", children: 3 },
        { payload: '{"pin":1234}' },
      ]),
    ).toEqual([
      { field: "lastName", value: "•••(≤8)" },
      { field: "colour", value: "red" },
      { applicants: ["•••(≤8)"], beneficiary: "•••(≤8)", children: 3 },
      { payload: '{"pin":"•••(number)"}' },
    ]);
  });

  it("covers forms, tables and parts of a form", () => {
    const body = (requestBody: string) => maskOne({ requestBody }).requestBody;
    expect(body("grant_type=password&client_secret=abc&q=a+b")).toBe(
      "grant_type=password&client_secret=•••(≤8)&q=a+b",
    );
    expect(body("id,payee_identity,amount\n1,254700,5\n2,254701,6")).toBe(
      "id,payee_identity,amount\n1,•••(≤8),5\n2,•••(≤8),6",
    );
    const part = '--b\r\nContent-Disposition: form-data; name="lastName"\r\n\r\nDoe\r\n--b--';
    expect(body(part)).toBe(part.replace("Doe", "•••(≤8)"));
  });

  it("covers headers that carry secrets, and keeps the scheme", () => {
    const headers = { Authorization: "Bearer abc", "x-api-key": "k1k2k3", "content-type": "text/plain" };
    expect(maskOne({ requestHeaders: headers }).requestHeaders).toEqual({
      Authorization: "Bearer •••(≤8)",
      "x-api-key": "•••(≤8)",
      "content-type": "text/plain",
    });
    const answer = { "set-cookie": "sid=abc123; Path=/", location: "/cb?code=zzz&page=1" };
    expect(maskOne({ headers: answer }).headers).toEqual({
      "set-cookie": "•••(≤32)",
      location: "/cb?code=•••(≤8)&page=1",
    });
  });

  it("covers a value wherever it stands once a key has told what it is", () => {
    const one = exchange({
      url: "http://h/lookup/P-4711?q=Doe",
      requestHeaders: { cookie: "sid=abc123" },
      answer: { person: { firstName: "Jane", lastName: "Doe" }, personId: "P-4711", pin: 9876 },
    });
    const other = exchange({ method: "GET", answer: { message: "Jane Doe (P-4711) has 9876", count: 9876 } });
    const mask = createMask([one, other]);
    const texts = [
      mask.text('expected "Doe", got Jane of p-4711; cookie abc123; pin 9876'),
      JSON.stringify([mask.exchange(one), mask.exchange(other)]),
    ];
    for (const text of texts) expect(text).not.toMatch(/Jane|Doe|4711|abc123|9876/i);
    expect(mask.text("expected 404, got 200")).toBe("expected 404, got 200");
  });

  it("keeps marks whole, and what stands beside them", () => {
    const answer = {
      person: { firstName: "Test", lastName: `Odd ${MARK}` },
      class: "•••(≤8)",
      code: `${MARK}-x`,
    };
    expect(maskAnswer(answer)).toEqual({
      person: { firstName: "•••(≤8)", lastName: "•••(≤32)" },
      class: "•••(≤8)",
      code: `${MARK}-x`,
    });
  });

  it("keeps the shape of what it writes and cuts what is too long", () => {
    expect(maskOne({ requestBody: '{\n  "pin": "1"\n}' }).requestBody).toBe('{\n  "pin": "•••(≤8)"\n}');
    const long = maskOne({ text: "x".repeat(20_000) }).text;
    expect(long).toHaveLength(16_384 + "… 3616 more".length);
  });

  it("covers values too long for one pattern, wherever they stand", () => {
    const secret = "s3cret-".repeat(2000);
    const one = exchange({ answer: { apiKey: secret, other: secret.toUpperCase() } });
    const mask = createMask([one]);
    for (const text of [mask.text(`it is ${secret}`), JSON.stringify(mask.exchange(one))]) {
      expect(text).not.toMatch(/s3cret/i);
    }
  });

  it("covers whole what it cannot look through", () => {
    const text = `${"[".repeat(100_000)}"s3cret"${"]".repeat(100_000)}`;
    const masked = maskOne({ text, json: JSON.parse(text) });
    expect(masked).toMatchObject({ status: 200, text: "••• (could not be masked)", json: undefined });
    expect(maskOne({ text: "a=".repeat(100_000) }).text.length).toBeGreaterThan(100);
  });

  it("is quick with many persons, and with whatever a part answers", () => {
    const answer = Array.from({ length: 5000 }, (_, index) => ({
      lastName: `Doe${index}x`,
      note: `of Doe${index}x`,
    }));
    const started = performance.now();
    maskOne({ answer });
    for (const text of ["x", "eyJ", "a=", '"a":"', "0712 345 ", "<a>", "a@b", "Bearer "].map((one) =>
      one.repeat(40_000),
    )) {
      maskOne({ text });
      createMask([]).text(text.slice(0, 40_000));
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

/** What identity providers exchange; every secret of it is `hunter` with a number, or a token. */
describe("what is exchanged to sign somebody in", () => {
  const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJodW50ZXIwIn0.aHVudGVyMQ";
  const FORM = { "content-type": "application/x-www-form-urlencoded" };
  const everything = (one: Exchange) => JSON.stringify(one);

  it("keeps no code, assertion or verifier of a form", () => {
    const requestBody = new URLSearchParams({
      grant_type: "authorization_code",
      code: "hunter-1",
      client_id: "portal",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: `${JWT}`,
      code_verifier: "hunter-2",
      refresh_token: "hunter-3",
      individualId: "hunter-4",
      otp: "123456",
    }).toString();
    const masked = maskOne({
      requestHeaders: FORM,
      requestBody,
      answer: { error: "no hunter-1 and 123456" },
    });
    expect(everything(masked)).not.toMatch(/hunter|eyJ|123456/);
    for (const kept of ["grant_type=authorization_code", "client_id=portal", "client-assertion-type%3Ajwt"])
      expect(masked.requestBody).toContain(kept);
  });

  it("keeps no code of an address, also in a redirect", () => {
    const url = "https://h/callback?code=hunter-1&state=hunter-2&session_state=hunter-3&iss=https://h";
    const masked = maskOne({ url, headers: { location: url, "set-cookie": "_session=hunter-4; path=/" } });
    expect(everything(masked)).not.toContain("hunter");
    expect(masked.url).toContain("iss=https://h");
  });

  it("keeps no one-time code, challenge or key of a body", () => {
    const challenge = { authFactorType: "OTP", challenge: "482913", format: "number" };
    const requestBody = JSON.stringify({
      request: {
        individualId: "hunter-1",
        challengeList: [challenge, { ...challenge, authFactorType: "WLA", challenge: JWT }],
        otp: "271828",
        identityJson: "aHVudGVy",
        publicKey: { kty: "RSA", n: "modulus", e: "AQAB", d: "hunter-2", p: "hunter-3", q: "hunter-4" },
        privateKey: { kty: "EC", crv: "P-256", x: "point", y: "point", d: "hunter-5" },
      },
    });
    const answers = [
      { individualId: "hunter-1", code: "482913", expiresAt: "2026-03-03T10:00:00Z" },
      {
        response: {
          code: "hunter-6",
          redirectUri: "https://h/callback",
          state: "hunter-7",
          nonce: "hunter-8",
        },
      },
      { response: { linkCode: "hunter-9", transactionId: "T-1" } },
      { id_token: JWT, access_token: "hunter-10", token_type: "Bearer", expires_in: 300 },
    ];
    for (const answer of answers) {
      const masked = maskOne({ requestBody, answer });
      expect(everything(masked)).not.toMatch(/hunter|482913|271828|eyJ|aHVudGVy/);
      expect(masked.requestBody).toContain("modulus");
    }
    expect(maskAnswer(answers[3])).toMatchObject({ token_type: "Bearer", expires_in: 300 });
  });

  it("keeps nothing of a person that a token tells, nor of a page that signs one in", () => {
    const text = `<input name="csrf" value="hunter-1"><input type="hidden" name="otp" value="hunter-2">
      <input value="hunter-3" name="individualId"><p>Welcome</p>`;
    const masked = maskOne({ headers: { "content-type": "text/html" }, text });
    expect(masked.text).not.toContain("hunter");
    expect(masked.text).toContain("Welcome");
    expect(everything(maskOne({ headers: { "content-type": "application/jwt" }, text: JWT }))).not.toContain(
      "eyJ",
    );
  });

  it("leaves what services may ask for, and the words of a sentence about a secret", () => {
    const answer = {
      userClaims: ["name", "email"],
      errors: [{ errorMessage: "X-XSRF-TOKEN: the cookie and the header differ" }],
      note: "the name is not told",
    };
    expect(maskAnswer(answer)).toMatchObject({ userClaims: ["name", "email"], note: answer.note });
  });

  it("leaves codes that are no secrets", () => {
    const answer = { members: [{ class: "GOV", code: "70001" }], code: "not_found", country: { code: "XU" } };
    expect(maskAnswer(answer)).toEqual(answer);
  });
});
