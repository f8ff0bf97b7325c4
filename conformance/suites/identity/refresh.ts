import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { negative, positive, type Statement } from "../checks-of.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode, type RelyingParty, registerClient, type TokenFields } from "./relying-party.ts";
import { signInForCode } from "./sign-in.ts";
import { askUserinfo, expectTokens, expectUserinfo } from "./tokens.ts";

/**
 * The file has the scope `offline_access`, and no grant for what it gives. Where a provider gives a refresh token all
 * the same, it must not be worth more than what the person agreed to.
 */
const UNSAID = { level: "OPTIONAL" } as const;

const refreshed = z.looseObject({ access_token: z.string().min(1), refresh_token: z.string().optional() });

/** A client with a refresh token; not applicable where none is given. */
async function keepSignedIn(context: CheckContext) {
  const party = await registerClient(context);
  const person = await enrolPerson(context);
  const query = { scope: "openid profile email offline_access", prompt: "consent" };
  const code = await signInForCode(context, party, person, { query });
  const exchanged = await exchangeCode(context, party, code);
  const { claims } = await expectTokens(context, party, exchanged);
  const { refresh_token: token } = expectShape(exchanged, refreshed);
  if (token === undefined) throw new NotApplicable("no refresh token is given for offline_access");
  return { party, person, token, sub: claims.sub };
}

function refresh(
  context: CheckContext,
  party: RelyingParty,
  token: string,
  changes: TokenFields = {},
): Promise<Exchange> {
  return exchangeCode(context, party, "", {
    grant_type: "refresh_token",
    refresh_token: token,
    code: undefined,
    redirect_uri: undefined,
    ...changes,
  });
}

function expectNoTokens(exchange: Exchange): void {
  expectRefused(exchange, 400, 401);
  expectTrue(!exchange.text.includes("access_token"), "a refusal has tokens in it", exchange);
}

/** Refreshing tokens. */
export const refreshing: readonly Statement[] = [
  positive(
    "token-refresh",
    "Where a person stays signed in, new tokens speak of the same person; what they replace is worth nothing",
    async (context) => {
      const { party, person, token, sub } = await keepSignedIn(context);
      const answered = await refresh(context, party, token);
      expectStatus(answered, 200);
      const { access_token: accessToken, refresh_token: next } = expectShape(answered, refreshed);
      const told = await expectUserinfo(context, party, await askUserinfo(context, accessToken));
      expectEqual([told.sub, told["name"]], [sub, person.fullName], "of whom the new token speaks");
      if (next !== undefined && next !== token) expectNoTokens(await refresh(context, party, token));
    },
    UNSAID,
  ),
  negative(
    "token-refresh-of-another",
    "A service cannot use a refresh token that another one was given",
    async (context) => {
      const { party, token } = await keepSignedIn(context);
      const thief = await registerClient(context);
      expectNoTokens(await refresh(context, thief, token));
      expectNoTokens(await refresh(context, thief, token, { client_id: party.clientId }));
    },
    UNSAID,
  ),
  negative(
    "token-refresh-unproved",
    "A refresh token is worth nothing without the service's own proof",
    async (context) => {
      const { party, token } = await keepSignedIn(context);
      const bare = { client_assertion: undefined, client_assertion_type: undefined };
      expectNoTokens(await refresh(context, party, token, bare));
      expectNoTokens(await refresh(context, party, `${token}x`));
    },
    UNSAID,
  ),
  negative(
    "token-refresh-wider",
    "New tokens never allow more than the person has agreed to",
    async (context) => {
      const { party, token } = await keepSignedIn(context);
      expectNoTokens(await refresh(context, party, token, { scope: "openid profile email phone payments" }));
    },
    UNSAID,
  ),
];
