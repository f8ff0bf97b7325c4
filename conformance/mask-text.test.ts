import { describe, expect, it } from "vitest";
import { classifyKey } from "./mask-keys.ts";
import { coverValue, maskText, maskUrl } from "./mask-text.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLW9mLWl0";
const MARK = "cs-test-0123456789ab";

describe("classifyKey", () => {
  it.each(
    "password newPassword X-Api-Key apikey client_secret access_token Authorization Set-Cookie pin upi_pin otp sessionId".split(
      " ",
    ),
  )("%s is a secret's", (key) => expect(classifyKey(key)).toBe("secret"));

  it.each(
    "firstName last_name LASTNAME birthDate dateOfBirth phone mobileNumber e-mail email homeAddress personId headId nationalID payeeFunctionalID BirthCertificateID applicantName userId sub".split(
      " ",
    ),
  )("%s is a person's", (key) => {
    expect(classifyKey(key)).toBe("personal");
  });

  it.each(
    "shipping nextPageToken token_type tokenEndpoint name id code status householdId serviceName memberClass memberCode applicationId spinner address_type ipAddress overhead content-type Information-Mediator-Client X-Correlation-ID operation".split(
      " ",
    ),
  )("%s stays readable", (key) => {
    expect(classifyKey(key)).toBe("none");
  });
});

describe("coverValue", () => {
  it("keeps the class of the length", () => {
    expect(["1234", "a".repeat(20), "a".repeat(100), "a".repeat(500)].map(coverValue)).toEqual([
      "•••(≤8)",
      "•••(≤32)",
      "•••(≤128)",
      "•••(>128)",
    ]);
  });

  it("leaves what a test marked, and nothing that merely mentions a mark", () => {
    expect(coverValue(MARK)).toBe(MARK);
    expect(coverValue(`${MARK}@example.org`)).toBe(`${MARK}@example.org`);
    expect(coverValue(`Test member ${MARK}-a1`)).toBe(`Test member ${MARK}-a1`);
    expect(coverValue(`Jane Doe ${MARK}`)).toBe("•••(≤32)");
  });
});

describe("maskText", () => {
  it.each([
    ["a token", `token ${JWT} refused`, "token •••(≤128) refused"],
    ["an email", "no user jane@x.example here", "no user •••(≤32) here"],
    ["phone numbers", "call +254 712 345 678 or 0712345678", "call •••(≤32) or •••(≤32)"],
    ["credentials", "sent Bearer abc.def-123", "sent Bearer •••(≤32)"],
    ["a challenge", 'Bearer realm="x"', 'Bearer realm="x"'],
    ["a pair", "password=hunter2, pin: 1234", "password=•••(≤8), pin: •••(≤8)"],
    ["cut JSON", '{"id":7,"firstName":"Jane","lastN', '{"id":7,"firstName":"•••(≤8)","lastN'],
    ["JSON in a string", '"{\\"lastName\\":\\"Doe\\"}"', '"{\\"lastName\\":\\"•••(≤8)\\"}"'],
    [
      "XML",
      "<p:LastName a='1'>Doe</p:LastName><id>7</id>",
      "<p:LastName a='1'>•••(≤8)</p:LastName><id>7</id>",
    ],
    ["an address with a password", "http://u:pw@h/x", "http://•••(≤8)@h/x"],
    ["a key", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "•••(≤128)"],
  ])("covers %s", (_, text, masked) => expect(maskText(text)).toBe(masked));

  it.each([
    "2026-03-03T10:00:00.000+00:00",
    "expected 404, got 200",
    "email: expected a string",
    "3f2b8a10-0123-4567-8901-012345678901",
    `${MARK}@example.org and ${MARK}`,
    "amount 1000000 after 1718000000000 ms",
  ])("leaves %s", (text) => expect(maskText(text)).toBe(text));
});

describe("maskUrl", () => {
  it("works alone", () => expect(maskUrl("https://u:p@h/x?pin=1")).toBe("https://•••(≤8)@h/x?pin=•••(≤8)"));
});
