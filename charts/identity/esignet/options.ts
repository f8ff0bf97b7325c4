import { z } from "zod";

/** The claims that eSignet 1.8 announces in its discovery; it refuses a client with any other. */
const CLAIMS = [
  "name",
  "address",
  "gender",
  "birthdate",
  "picture",
  "email",
  "phone_number",
  "individual_id",
  "phone_number_verified",
  "registration_type",
  "updated_at",
] as const;

/** How people prove who they are, by the last word of the authentication context's name. */
const FACTORS = [
  "static-code",
  "generated-code",
  "linked-wallet",
  "biometrics",
  "knowledge",
  "password",
  "id-token",
] as const;

const webUrl = z.url({ protocol: /^https?$/ });
const clientId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, "letters, digits, - and _, at most 50");
const text = z.string().min(1).max(200);

const person = z.strictObject({
  id: z
    .string()
    .regex(/^\d{5,19}$/, "5 to 19 digits")
    .describe("The number by which the person signs in"),
  givenName: text,
  familyName: text,
  gender: text.default("Unknown"),
  birthdate: z
    .string()
    .regex(/^\d{4}\/\d{2}\/\d{2}$/, "YYYY/MM/DD")
    .default("1990/01/01"),
  email: z.email().optional(),
  phone: text.optional(),
});

/** Where an external MOSIP is found; each address is complete, without the licence key and the slash behind it. */
const mosip = z.strictObject({
  secret: z
    .string()
    .min(1)
    .describe("The Secret in the part's namespace with the keys misp-key and ida-client-secret"),
  keycloak: webUrl.describe("MOSIP's Keycloak, without /auth: its tokens protect client management"),
  environment: z.enum(["Staging", "Production"]).default("Staging").describe("What IDA is told"),
  otpChannels: z
    .array(z.enum(["email", "phone"]))
    .min(1)
    .default(["email", "phone"])
    .describe("How codes travel"),
  certificate: webUrl.describe("IDA's partner certificate"),
  kycAuth: webUrl.describe("kyc-auth of IDA"),
  kycAuthV2: webUrl.optional().describe("kyc-auth of IDA with verified claims"),
  kycExchange: webUrl.describe("kyc-exchange of IDA"),
  kycExchangeV2: webUrl.optional().describe("kyc-exchange of IDA with verified claims"),
  sendOtp: webUrl.describe("otp of IDA"),
  keyBinding: webUrl.describe("identity-key-binding of IDA"),
  certificates: webUrl.describe("IDA's own certificates, with which user info is verified"),
  authToken: webUrl.describe("Where a client of MOSIP's kernel gets its token"),
  audit: webUrl.describe("MOSIP's audit manager"),
});

/** eSignet's options in a profile. */
export const esignetOptions = z.strictObject({
  identitySystem: z
    .enum(["mock", "mosip"])
    .default("mock")
    .describe("Who knows the people: MOSIP's mock identity system, or a MOSIP that the country has"),
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+$/, "an address without a path, such as https://id.gov.lk")
    .optional()
    .describe("The address at which browsers find it, and the issuer; https://PART.DOMAIN without it"),
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
  clientIds: z
    .record(z.string(), clientId)
    .default({})
    .describe("PART: another client id than its name, which brings it a new key"),
  retiredClients: z.array(clientId).default([]).describe("Client ids that are switched off"),
  factors: z
    .array(z.enum(FACTORS))
    .min(1)
    .default(["generated-code"])
    .describe("How people may prove who they are; generated-code is a one-time code"),
  acrNames: z
    .enum(["govstack", "mosip"])
    .default("govstack")
    .describe("Names of authentication contexts: idbb:acr:… of GovStack, or mosip:idp:acr:…"),
  people: z.array(person).default([]).describe("People of the mock identity system; for development only"),
  cache: z
    .enum(["valkey", "memory"])
    .default("valkey")
    .describe("Where sign-ins under way are kept; memory for one server with the mock identity system only"),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, "two letters")
    .default("en")
    .describe("The language that its pages start with"),
  mosip: mosip.optional().describe("Where MOSIP is, with identitySystem mosip"),
});

/** eSignet's options, parsed. */
export type EsignetOptions = z.output<typeof esignetOptions>;

/** A person of the mock identity system. */
export type Person = EsignetOptions["people"][number];
