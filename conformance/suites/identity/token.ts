import { createHash } from "node:crypto";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { makeChallenge } from "./authorize.ts";
import { provider } from "./envelope.ts";
import { nowInSeconds } from "./keys.ts";
import { enrolPerson } from "./people.ts";
import { refreshing } from "./refresh.ts";
import { exchangeCode, newName, registerClient, TOKEN_PATH } from "./relying-party.ts";
import { signInForCode } from "./sign-in.ts";
import { assertionRefusals } from "./token-assertions.ts";
import { codeRefusals } from "./token-codes.ts";
import { expectTokens, signInForTokens, signInSomebody } from "./tokens.ts";

const MINUTE = 60;

/** Exchanging codes for tokens. */
export const tokenChecks = checksOf("post-token", provider(`POST ${TOKEN_PATH}`), [
  positive("token-exchange", "A service gets tokens for a code, and nobody keeps a copy", async (context) => {
    const { tokens } = await signInSomebody(context);
    const { headers } = tokens.exchange;
    expectTrue(
      (headers["cache-control"] ?? "").includes("no-store"),
      "an answer with tokens may be kept by others",
      tokens.exchange,
    );
    // Left out, it is what was asked for.
    const { scope = "openid" } = tokens.exchange.json as { readonly scope?: string };
    const asked = ["openid", "profile", "email"];
    const beyond = scope.split(" ").filter((name) => !asked.includes(name));
    expectEqual(beyond, [], "the scopes that nobody asked for", tokens.exchange);
  }),
  positive("token-id-token", "The ID token says who signed in, when, how and for whom", async (context) => {
    const begun = nowInSeconds();
    const { party, person, tokens } = await signInSomebody(context);
    const { claims, accessToken, exchange } = tokens;
    const { iat = 0, exp = 0, sub = "" } = claims;
    expectTrue(sub !== "" && sub !== person.individualId, "the ID token tells the person's number", exchange);
    expectTrue(Math.abs(iat - nowInSeconds()) < MINUTE, "the ID token was not made now", exchange);
    expectTrue(exp > iat, "the ID token has ended before it began", exchange);
    const signedIn = Number(claims["auth_time"]);
    expectTrue(signedIn >= begun - MINUTE && signedIn <= iat + 1, "the time of sign-in is wrong", exchange);
    expectEqual(claims["nonce"], `nonce-${party.clientId}`, "the nonce", exchange);
    expectEqual(claims["acr"], "idbb:acr:generated-code", "how the person proved who it is", exchange);
    const half = createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
    expectEqual(claims["at_hash"], half, "the ID token's hash of the access token", exchange);
  }),
  positive(
    "token-sub",
    "A service knows a person again, and two that are not of one house cannot compare",
    async (context) => {
      const person = await enrolPerson(context);
      const first = await registerClient(context);
      const sister = await registerClient(context, { relyingPartyId: first.described.relyingPartyId });
      const stranger = await registerClient(context);
      const subOf = async (party: typeof first) => (await signInForTokens(context, party, person)).claims.sub;
      const sub = await subOf(first);
      expectEqual(await subOf(first), sub, "the person's name at the same service");
      expectEqual(await subOf(sister), sub, "the person's name at a service of the same house");
      expectTrue((await subOf(stranger)) !== sub, "two services know a person by the same name");
    },
  ),
  positive("token-sub-of-others", "Two people have two names at a service", async (context) => {
    const party = await registerClient(context);
    const one = await signInForTokens(context, party, await enrolPerson(context));
    const other = await signInForTokens(context, party, await enrolPerson(context));
    expectTrue(one.claims.sub !== other.claims.sub, "two people have one name at a service", other.exchange);
  }),
  positive(
    "token-without-nonce",
    "A service that sends no nonce gets tokens too, and none in them",
    async (context) => {
      const { tokens } = await signInSomebody(context, { query: { nonce: undefined } });
      expectTrue(!("nonce" in tokens.claims), "the ID token has a nonce that nobody sent", tokens.exchange);
    },
  ),
  positive(
    "token-bound-code",
    "A code that is bound to a secret is good with that secret",
    async (context) => {
      const party = await registerClient(context);
      const { verifier, query } = makeChallenge(party);
      const state = newName(context);
      const code = await signInForCode(context, party, await enrolPerson(context), {
        query: { ...query, state },
      });
      const exchanged = await exchangeCode(context, party, code, { code_verifier: verifier });
      await expectTokens(context, party, exchanged);
    },
    { level: "RECOMMENDED" },
  ),
  ...assertionRefusals,
  ...codeRefusals,
  ...refreshing,
]);
