import { createHash } from "node:crypto";
import type { AllClientMetadata } from "oidc-provider";
import type { Client } from "./clients.ts";
import type { Settings } from "./settings.ts";

/** What of a client the library does not know by itself; it hands these over as they are. */
export const EXTRA_METADATA = ["user_claims", "relying_party", "auth_contexts"] as const;

/** A client as the library takes one; undefined for one that is switched off. */
export function metadataOf(
  client: Client,
  settings: Pick<Settings, "signingAlgorithm" | "encryptUserinfo">,
): AllClientMetadata | undefined {
  if (client.status !== "active") return undefined;
  const isApp = client.redirectUris.some((uri) => !/^https?:/i.test(uri));
  const isEncrypted = settings.encryptUserinfo && client.publicKey["kty"] === "RSA";
  return {
    client_id: client.clientId,
    client_name: client.clientName,
    application_type: isApp ? "native" : "web",
    ...(/^https?:/i.test(client.logoUri) ? { logo_uri: client.logoUri } : {}),
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.redirectUris,
    response_types: ["code"],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [verifyingKey(client.publicKey)] },
    subject_type: "pairwise",
    // All clients of a relying party know a person by the same name, and nobody fetches this address.
    sector_identifier_uri: `https://${digest(client.relyingPartyId)}.invalid/`,
    id_token_signed_response_alg: settings.signingAlgorithm,
    userinfo_signed_response_alg: settings.signingAlgorithm,
    ...(isEncrypted
      ? { userinfo_encrypted_response_alg: "RSA-OAEP-256", userinfo_encrypted_response_enc: "A256GCM" }
      : {}),
    user_claims: client.userClaims,
    relying_party: client.relyingPartyId,
    auth_contexts: client.authContextRefs,
  };
}

/**
 * The key's own members alone: what else its JWK says must not decide what it is used for. A client made without a key
 * has one that nobody has the other half of.
 */
function verifyingKey(jwk: Client["publicKey"]): Record<string, string> {
  const { kty, n, e, crv, x, y, kid } = jwk as Record<string, string>;
  const id = typeof kid === "string" && kid !== "" ? { kid } : {};
  if (kty === "EC") return { kty, crv: crv ?? "", x: x ?? "", y: y ?? "", ...id };
  return kty === "RSA" ? { kty, n: n ?? "", e: e ?? "", ...id } : { kty: "RSA", n: NO_KEY, e: "AQAB" };
}

/** A modulus of zeros: no signature verifies with it. */
const NO_KEY = Buffer.alloc(256).toString("base64url");

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}
