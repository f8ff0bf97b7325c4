import { z } from "zod";

/** The claims that a part may ask about people (Identity-Provider.yaml, post-client). */
const CLAIMS = [
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "preferred_username",
  "nickname",
  "gender",
  "birthdate",
  "email",
  "email_verified",
  "phone_number",
  "phone_number_verified",
  "address",
  "locale",
  "zoneinfo",
] as const;

const origin = z
  .string()
  .regex(/^https?:\/\/[^/?#\s@]+$/, "an address without a path, such as https://id.gov.example");
const webUrl = z.url({ protocol: /^https?$/ });

/** The identity server's options in a profile. */
export const identityOptions = z.strictObject({
  issuer: origin
    .optional()
    .describe(
      "What stands in every token as its issuer, and never changes; the part's own address without it",
    ),
  publicUrls: z
    .array(origin)
    .default([])
    .describe("Addresses at which browsers reach it, such as a gateway's, besides the issuer"),
  redirectUris: z
    .record(z.string(), z.array(webUrl).min(1).max(5))
    .default({})
    .describe(
      "PART: the addresses to which people return after signing in to it; without one it has no client",
    ),
  claims: z
    .record(z.string(), z.array(z.enum(CLAIMS)).min(1))
    .default({})
    .describe("PART: what it may ask about people; the name where nothing is said"),
  accessTokenMinutes: z.int().min(1).max(60).default(5).describe("How long an access token holds"),
  keyRotationDays: z
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .describe("For how many days a key signs tokens before another one does"),
  signingAlgorithm: z
    .enum(["RS256", "PS256", "ES256"])
    .default("RS256")
    .describe("How tokens are signed; the specification has RS256 only"),
  encryptUserinfo: z
    .boolean()
    .default(false)
    .describe("Whether what clients learn of people is encrypted for them beside being signed"),
  deliverCodes: z
    .enum(["development", "messaging"])
    .default("development")
    .describe("How people get their one-time codes: by e-mail, or in development at the server itself"),
  partners: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$/, "letters, digits, -, _ and ., at most 50"))
    .default([])
    .describe("Backends of wallets, each of which gets an API key"),
});

/** The identity server's options, parsed. */
export type IdentityOptions = z.output<typeof identityOptions>;
