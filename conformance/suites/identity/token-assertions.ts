import { randomUUID } from "node:crypto";
import type { CheckContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import { negative, type Statement } from "../checks-of.ts";
import {
  nowInSeconds,
  signToken,
  takeKey,
  tamperClaims,
  tamperSignature,
  tokenSignedWithPublicKey,
  unsignedToken,
} from "./keys.ts";
import { enrolPerson } from "./people.ts";
import {
  assertionClaims,
  exchangeCode,
  type RelyingParty,
  registerClient,
  signAssertion,
  type TokenFields,
} from "./relying-party.ts";
import { signInForCode } from "./sign-in.ts";
import { expectTokenRefused } from "./token-codes.ts";
import { expectTokens } from "./tokens.ts";

const ERRORS = ["invalid_assertion", "invalid_assertion_type", "invalid_request", "invalid_input"];

const HOUR = 3600;

/** Fields with an assertion that must not be taken for the client's. */
type Forge = (party: RelyingParty, context: CheckContext) => Promise<TokenFields> | TokenFields;

const forged = async (assertion: Promise<string> | string): Promise<TokenFields> => ({
  client_assertion: await assertion,
});

/**
 * The client proves itself wrongly in this way: no tokens. The code was not the attacker's to spend, so that the
 * client still gets its tokens; which also shows that nothing else was wrong.
 */
function refusal(id: string, title: string, forge: Forge): Statement {
  return negative(`token-${id}`, title, async (context) => {
    const party = await registerClient(context);
    const code = await signInForCode(context, party, await enrolPerson(context));
    const attempt = await exchangeCode(context, party, code, await forge(party, context));
    expectTokenRefused(attempt, ERRORS);
    await expectTokens(context, party, await exchangeCode(context, party, code));
  });
}

/** What a service cannot prove itself with. */
export const assertionRefusals: readonly Statement[] = [
  refusal("assertion-missing", "A service that does not prove itself gets no tokens", () => ({
    client_assertion: undefined,
    client_assertion_type: undefined,
  })),
  refusal("assertion-secret", "A service proves itself with its key, and with no password", () => ({
    client_assertion: undefined,
    client_assertion_type: undefined,
    client_secret: randomUUID(),
  })),
  refusal("assertion-other-type", "A proof of another kind is refused", () => ({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
  })),
  refusal("assertion-garbage", "A proof that is none is refused", () => forged("cs-test.no.token")),
  refusal("assertion-tampered-signature", "A proof with a false signature is refused", async (party) =>
    forged(tamperSignature(await signAssertion(party))),
  ),
  refusal(
    "assertion-tampered-claims",
    "A proof that was changed after it was signed is refused",
    async (party) => forged(tamperClaims(await signAssertion(party), { exp: nowInSeconds() + HOUR })),
  ),
  refusal("assertion-unsigned", "A proof without a signature is refused", (party) =>
    forged(unsignedToken(assertionClaims(party))),
  ),
  refusal("assertion-public-key", "A proof made with what everybody knows of the key is refused", (party) =>
    forged(tokenSignedWithPublicKey(party.key, assertionClaims(party))),
  ),
  refusal("assertion-other-key", "A proof made with somebody else's key is refused", async (party, context) =>
    forged(signToken(await takeKey(context), assertionClaims(party))),
  ),
  refusal("assertion-own-key", "A proof that brings its own key is refused", async (party, context) => {
    const key = await takeKey(context);
    return forged(signToken(key, assertionClaims(party), { jwk: key.publicJwk }));
  }),
  refusal("assertion-expired", "A proof that has ended is refused", (party) =>
    forged(signAssertion(party, { iat: nowInSeconds() - 2 * HOUR, exp: nowInSeconds() - HOUR })),
  ),
  refusal("assertion-endless", "A proof that never ends is refused", (party) =>
    forged(signAssertion(party, { exp: undefined })),
  ),
  refusal("assertion-other-audience", "A proof that was meant for somebody else is refused", (party) =>
    forged(signAssertion(party, { aud: "https://other.example.org/oauth/token" })),
  ),
  refusal("assertion-no-audience", "A proof that was meant for nobody is refused", (party) =>
    forged(signAssertion(party, { aud: undefined })),
  ),
  refusal("assertion-other-issuer", "A proof that another has issued is refused", (party) =>
    forged(signAssertion(party, { iss: `${party.clientId}-other` })),
  ),
  refusal("assertion-other-subject", "A proof that speaks of another service is refused", (party) =>
    forged(signAssertion(party, { sub: `${party.clientId}-other` })),
  ),
  refusal("assertion-of-another", "A service cannot prove that it is another one", async (_, context) =>
    forged(signAssertion(await registerClient(context))),
  ),
  negative("token-assertion-replayed", "A proof that was used before is refused", async (context) => {
    const party = await registerClient(context);
    const person = await enrolPerson(context);
    const client_assertion = await signAssertion(party);
    const first = await signInForCode(context, party, person);
    await expectTokens(context, party, await exchangeCode(context, party, first, { client_assertion }));
    const second = await signInForCode(context, party, person);
    expectTokenRefused(await exchangeCode(context, party, second, { client_assertion }), ERRORS);
    expectStatus(await exchangeCode(context, party, second), 200);
  }),
];
