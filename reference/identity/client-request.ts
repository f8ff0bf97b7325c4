import { createPublicKey, type JsonWebKey } from "node:crypto";
import { z } from "zod";
import { Failure } from "./envelope.ts";

/** The claims that a client may be allowed (Identity-Provider.yaml, post-client). */
export const CLAIMS = [
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
  "picture",
  "address",
  "locale",
  "zoneinfo",
] as const;

/** How people may prove who they are, by the names of the specification. */
const CONTEXTS = [
  "idbb:acr:static-code",
  "idbb:acr:generated-code",
  "idbb:acr:linked-wallet",
  "idbb:acr:biometrics",
  "idbb:acr:biometrics-generated-code",
  "idbb:acr:linked-wallet-static-code",
] as const;

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const LOOPBACK = /^(127\.|localhost$|\[::1\]$)/;

const uri = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => URL.canParse(text), "must be an absolute URI");

const unique = <T>(item: z.ZodType<T>) =>
  z
    .array(item)
    .min(1)
    .refine((all) => new Set(all).size === all.length, "must not have the same twice");

const shared = {
  clientName: z.string().min(1).max(256),
  logoUri: uri,
  redirectUris: unique(uri.refine(isRedirect, "must be an address to return to, without a fragment")).refine(
    fitTogether,
    "with an app's own scheme, http is for loopback only",
  ),
  authContextRefs: unique(z.enum(CONTEXTS)),
  userClaims: z.array(z.enum(CLAIMS)).min(1),
  grantTypes: unique(z.literal("authorization_code")),
  clientAuthMethods: z.array(z.literal("private_key_jwt")).min(1),
};

/** The `request` of post-client. */
export const newClient = z.object({
  clientId: z.string().min(1).max(50),
  relyingPartyId: z.string().min(1).max(50),
  publicKey: z.record(z.string(), z.unknown()),
  ...shared,
});

/** The `request` of put-oidc-client-client_id. */
export const changedClient = z.object({ status: z.enum(["active", "inactive"]), ...shared });

/** A client as it was asked for. */
export type NewClient = z.infer<typeof newClient>;

/** What is wrong with which field (docs/adr/0011). */
export const CLIENT_CODES: Readonly<Record<string, string>> = {
  clientId: "invalid_client_id",
  clientName: "invalid_client_name",
  relyingPartyId: "invalid_rp_id",
  logoUri: "invalid_uri",
  redirectUris: "invalid_redirect_uri",
  userClaims: "invalid_claim",
  authContextRefs: "invalid_acr",
  grantTypes: "invalid_grant_type",
  clientAuthMethods: "invalid_client_auth",
  publicKey: "invalid_public_key",
};

/**
 * Throws a {@link Failure} where a JWK is no public key that signatures can be verified with: RSA of 2048 bits at
 * least, or EC P-256.
 */
export function checkPublicKey(jwk: Readonly<Record<string, unknown>>): void {
  const invalid = (message: string) => new Failure("invalid_public_key", `publicKey: ${message}`);
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) throw invalid("must have no private members");
  if (jwk["use"] !== undefined && jwk["use"] !== "sig") throw invalid("must be for signatures");
  let details: { readonly modulusLength?: number; readonly namedCurve?: string } | undefined;
  try {
    details = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" }).asymmetricKeyDetails;
  } catch {
    throw invalid("must be a JSON Web Key");
  }
  const { modulusLength = 0, namedCurve } = details ?? {};
  const isGood =
    jwk["kty"] === "RSA" ? modulusLength >= 2048 && modulusLength <= 8192 : namedCurve === "prime256v1";
  if (!isGood) throw invalid("must be RSA of 2048 to 8192 bits, or EC P-256");
}

/** http and https, or an app's own scheme, which has a dot or a dash to be told from `javascript` and its like. */
function isRedirect(text: string): boolean {
  if (text.includes("#") || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return isWeb(protocol) ? username === "" && password === "" : /[.-]/.test(protocol);
}

function fitTogether(uris: readonly string[]): boolean {
  if (!uris.every((text) => URL.canParse(text))) return true;
  const all = uris.map((text) => new URL(text));
  const ownScheme = all.some(({ protocol }) => !isWeb(protocol));
  return !ownScheme || all.every(({ protocol, hostname }) => protocol !== "http:" || LOOPBACK.test(hostname));
}

function isWeb(protocol: string): boolean {
  return protocol === "https:" || protocol === "http:";
}
