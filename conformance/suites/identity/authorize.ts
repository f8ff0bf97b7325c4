import { createHash, randomBytes } from "node:crypto";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { openBrowser } from "./browser.ts";
import { provider } from "./envelope.ts";
import { enrolPerson } from "./people.ts";
import {
  type AuthorizeQuery,
  authorizePath,
  exchangeCode,
  newName,
  type RelyingParty,
  registerClient,
} from "./relying-party.ts";
import { expectNotSent, givenTo, openSignIn, signIn, signInForCode } from "./sign-in.ts";
import { expectTokens } from "./tokens.ts";

/** A secret of a browser's session and what is shown of it (RFC 7636); not applicable where codes are not bound. */
export function makeChallenge({ provider: { bindsCodes } }: RelyingParty) {
  if (!bindsCodes)
    throw new NotApplicable("the provider does not say that it binds codes to a secret (PKCE)");
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return { verifier, query: { code_challenge: challenge, code_challenge_method: "S256" } };
}

/** The browser is sent back to the client with one of these errors and the state, and without a code. */
async function expectSentBack(
  context: CheckContext,
  party: RelyingParty,
  query: AuthorizeQuery,
  errors: readonly string[],
): Promise<void> {
  const browser = openBrowser(context, party.provider.origins);
  const place = await browser.open(authorizePath(party, query));
  const given = givenTo(party, place);
  const error = given.get("error") ?? "";
  expectTrue(
    errors.includes(error),
    `the client is told ${error}, not ${errors.join(" or ")}`,
    place.exchange,
  );
  expectEqual(given.get("state"), `state-${party.clientId}`, "the state that the client gets back");
  expectTrue(!given.has("code"), "a request that was refused has given a code", place.exchange);
}

/** Sending people to sign in. */
export const authorizeChecks = checksOf("get-authorize", provider("GET /authorize"), [
  positive("authorize-page", "A person who is sent to sign in gets a page to do so", async (context) => {
    const party = await registerClient(context);
    await openSignIn(context, party);
    const every = {
      display: "page",
      prompt: "login",
      max_age: "600",
      ui_locales: "fr-CA fr en",
      acr_values: "idbb:acr:generated-code",
      claims_locales: "en",
      claims: JSON.stringify({ userinfo: { name: { essential: true }, email: null } }),
    };
    await openSignIn(context, party, every);
  }),
  positive(
    "authorize-sign-in",
    "Who has signed in is sent back with a code, good for tokens",
    async (context) => {
      const party = await registerClient(context);
      const code = await signInForCode(context, party, await enrolPerson(context));
      await expectTokens(context, party, await exchangeCode(context, party, code));
    },
  ),
  positive(
    "authorize-state",
    "What a service remembers a sign-in by comes back unchanged, whatever is in it",
    async (context) => {
      const party = await registerClient(context);
      const person = await enrolPerson(context);
      const state = `&code=1 "<'>#?/%20+ü ${newName(context)}`;
      const nonce = `n-&=+ü ${newName(context)}`;
      const code = await signInForCode(context, party, person, { query: { state, nonce } });
      const { claims, exchange } = await expectTokens(
        context,
        party,
        await exchangeCode(context, party, code),
      );
      expectEqual(claims["nonce"], nonce, "the nonce of the ID token", exchange);
    },
  ),
  negative("authorize-wrong-code", "Who types a wrong one-time code is not signed in", async (context) => {
    const party = await registerClient(context);
    const person = await enrolPerson(context);
    const types = (code: string) => code.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
    const { given, place } = await signIn(context, party, person, { types });
    expectTrue(!given?.has("code"), "a wrong one-time code signs a person in", place.exchange);
  }),
  negative("authorize-refused", "Who does not agree is sent back without a code", async (context) => {
    const party = await registerClient(context);
    const { given, place } = await signIn(context, party, await enrolPerson(context), { refuses: true });
    expectTrue(given !== undefined, "who does not agree is not sent back", place.exchange);
    expectTrue(!given.has("code"), "who does not agree is signed in all the same", place.exchange);
    expectEqual(given.get("error"), "access_denied", "what the client is told", place.exchange);
    expectEqual(given.get("state"), `state-${party.clientId}`, "the state", place.exchange);
  }),
  negative(
    "authorize-unknown-client",
    "A service that nobody has registered sends nobody to sign in",
    async (context) => {
      const query = { client_id: newName(context), response_type: "code", scope: "openid" };
      const path = `/authorize?${new URLSearchParams({ ...query, redirect_uri: "https://evil.example.org/" })}`;
      await expectNotSent(context, path);
    },
    { effect: "read" },
  ),
  negative(
    "authorize-other-address",
    "A code is sent to no other address than those of the service, however alike",
    async (context) => {
      const party = await registerClient(context);
      const { host, pathname } = new URL(party.redirectUri);
      const others = [
        "https://evil.example.org/callback",
        `https://${host}.evil.example.org${pathname}`,
        `https://${host}@evil.example.org${pathname}`,
        `https://evil.example.org/?${host}${pathname}`,
        `http://${host}${pathname}`,
        `https://${host}:8443${pathname}`,
        `https://${host}${pathname}/more`,
        `https://${host}${pathname}?more=1`,
        `https://${host}${pathname}/../other`,
        `https://${host}/`,
      ];
      for (const redirect_uri of others) await expectNotSent(context, authorizePath(party, { redirect_uri }));
      await openSignIn(context, party);
    },
  ),
  negative("authorize-incomplete", "A request that lacks what is required is refused", async (context) => {
    const party = await registerClient(context);
    await expectNotSent(context, authorizePath(party, { client_id: undefined }));
    await expectNotSent(context, authorizePath(party, { redirect_uri: undefined }));
    await expectSentBack(context, party, { response_type: undefined }, ["invalid_request"]);
  }),
  negative("authorize-other-flow", "Tokens are never given to a browser", async (context) => {
    const party = await registerClient(context);
    for (const response_type of ["token", "id_token token", "code token"])
      await expectSentBack(context, party, { response_type }, [
        "unsupported_response_type",
        "unauthorized_client",
        "invalid_request",
      ]);
  }),
  negative(
    "authorize-without-page",
    "Who has not signed in is not signed in without being asked",
    async (context) => {
      const party = await registerClient(context);
      await expectSentBack(context, party, { prompt: "none" }, [
        "login_required",
        "interaction_required",
        "consent_required",
        "account_selection_required",
      ]);
    },
  ),
  negative(
    "authorize-weak-challenge",
    "A code is not bound to a secret that anybody could read",
    async (context) => {
      const party = await registerClient(context);
      const { verifier } = makeChallenge(party);
      const query = { code_challenge: verifier, code_challenge_method: "plain" };
      await expectSentBack(context, party, query, ["invalid_request"]);
    },
    { level: "RECOMMENDED" },
  ),
]);
