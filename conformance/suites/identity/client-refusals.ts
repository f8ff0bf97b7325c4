import type { CheckContext } from "../../check.ts";
import type { Exchange } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { expectError } from "./envelope.ts";
import { privateJwkOf } from "./keys.ts";
import { type RelyingParty, registerClient } from "./relying-party.ts";
import { openSignIn } from "./sign-in.ts";

/** A field of a client's description, and values that it cannot have. */
interface RefusedField {
  readonly field: string;
  /** Words for the check's title. */
  readonly title: string;
  readonly code: string;
  /** Undefined: the field is absent. */
  readonly values: readonly unknown[];
}

const LONG = "x".repeat(2000);

/** The fields that can be changed, too. */
export const FIELDS_OF_ANY: readonly RefusedField[] = [
  {
    field: "clientName",
    title: "A service without a name, or with an endless one, is refused",
    code: "invalid_client_name",
    values: [undefined, "", 7, LONG],
  },
  {
    field: "logoUri",
    title: "A logo that has no address is refused",
    code: "invalid_uri",
    values: [undefined, "", "no address", 7],
  },
  {
    field: "redirectUris",
    title: "A service has addresses to which people are sent back",
    code: "invalid_redirect_uri",
    values: [undefined, [], ["no address"], ["/callback"], "https://client.example.org/callback", [7]],
  },
  {
    field: "userClaims",
    title: "What a service may learn is among what the specification names",
    code: "invalid_claim",
    values: [undefined, [], ["religion"], ["name", "fingerprint"], "name"],
  },
  {
    field: "authContextRefs",
    title: "How people prove who they are is among what the specification names",
    code: "invalid_acr",
    values: [undefined, [], ["idbb:acr:none"], ["idbb:acr:generated-code", "password"]],
  },
  {
    field: "grantTypes",
    title: "A service gets tokens for a code, and in no other way",
    code: "invalid_grant_type",
    values: [undefined, [], ["implicit"], ["authorization_code", "password"]],
  },
  {
    field: "clientAuthMethods",
    title: "A service proves itself with its key, and in no other way",
    code: "invalid_client_auth",
    values: [undefined, [], ["client_secret_basic"], ["private_key_jwt", "none"]],
  },
];

/** The fields of a new client. */
export const FIELDS_OF_NEW: readonly RefusedField[] = [
  {
    field: "clientId",
    title: "A service without an id, or with an endless one, is refused",
    code: "invalid_client_id",
    values: [undefined, "", 7, LONG],
  },
  {
    field: "relyingPartyId",
    title: "A service that is nobody's is refused",
    code: "invalid_rp_id",
    values: [undefined, "", 7, LONG],
  },
  {
    field: "publicKey",
    title: "A key that verifies nothing is refused",
    code: "invalid_public_key",
    values: [
      undefined,
      "key",
      { kty: "RSA" },
      { kty: "RSA", n: "AQAB", e: "AQAB" },
      { kty: "oct", k: "c2VjcmV0" },
    ],
  },
  ...FIELDS_OF_ANY,
];

/** Sends a description with these changes for the client, or for a new one. */
export type SendClient = (
  context: CheckContext,
  party: RelyingParty,
  changes: Readonly<Record<string, unknown>>,
) => Promise<Exchange>;

/** What no description of a client can say; a client that is registered stays as it was. */
export function clientRefusals(id: string, fields: readonly RefusedField[], send: SendClient): Statement[] {
  const refusals = fields.map(({ field, title, code, values }) =>
    negative(`${id}-bad-${kebab(field)}`, title, async (context) => {
      const party = await registerClient(context);
      // The file has a general code beside that of the field.
      for (const value of values)
        expectError(await send(context, party, { [field]: value }), code, "invalid_input", "invalid_request");
      await openSignIn(context, party);
    }),
  );
  if (!fields.some(({ field }) => field === "publicKey")) return refusals;
  return [...refusals, privateKeyRefused(id, send)];
}

function privateKeyRefused(id: string, send: SendClient): Statement {
  return negative(
    `${id}-private-key`,
    "A service that shows its private key is refused",
    async (context) => {
      const party = await registerClient(context);
      const publicKey = await privateJwkOf(party.key);
      expectError(await send(context, party, { publicKey }), "invalid_public_key", "invalid_input");
    },
    { level: "RECOMMENDED" },
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
