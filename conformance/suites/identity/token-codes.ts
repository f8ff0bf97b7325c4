import { randomBytes } from "node:crypto";
import { z } from "zod";
import { expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { makeChallenge } from "./authorize.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode, registerClient, signAssertion, TOKEN_PATH } from "./relying-party.ts";
import { signInForCode } from "./sign-in.ts";
import { askUserinfo, expectTokens } from "./tokens.ts";

const NO_CODE = ["invalid_transaction", "invalid_input", "invalid_request"];

const tokenError = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** No tokens, for one of these reasons. */
export function expectTokenRefused(exchange: Exchange, errors: readonly string[]): void {
  expectRefused(exchange, 400);
  const { error } = expectShape(exchange, tokenError);
  expectTrue(errors.includes(error), `it was refused as ${error}, not as ${errors.join(" or ")}`, exchange);
  expectTrue(!exchange.text.includes('_token"'), "a refusal has tokens in it", exchange);
}

/** Which codes are good for nothing. */
export const codeRefusals: readonly Statement[] = [
  negative("token-code-replayed", "A code that was used before is refused", async (context) => {
    const party = await registerClient(context);
    const code = await signInForCode(context, party, await enrolPerson(context));
    await expectTokens(context, party, await exchangeCode(context, party, code));
    for (const _ of ["second", "third"])
      expectTokenRefused(await exchangeCode(context, party, code), NO_CODE);
  }),
  negative(
    "token-code-replayed-revokes",
    "Where a code is used twice, somebody has stolen it: what it gave is worth nothing from then on",
    async (context) => {
      const party = await registerClient(context);
      const code = await signInForCode(context, party, await enrolPerson(context));
      const { accessToken } = await expectTokens(context, party, await exchangeCode(context, party, code));
      expectStatus(await askUserinfo(context, accessToken), 200);
      expectTokenRefused(await exchangeCode(context, party, code), NO_CODE);
      expectStatus(await askUserinfo(context, accessToken), 401);
    },
    { level: "RECOMMENDED" },
  ),
  negative("token-code-unknown", "A code that nobody was given is refused", async (context) => {
    const party = await registerClient(context);
    const made = await signInForCode(context, party, await enrolPerson(context));
    for (const code of [
      randomBytes(32).toString("base64url"),
      made.slice(0, -1),
      `${made}x`,
      made.toUpperCase(),
    ])
      expectTokenRefused(await exchangeCode(context, party, code), NO_CODE);
    await expectTokens(context, party, await exchangeCode(context, party, made));
  }),
  negative(
    "token-code-of-another",
    "A service cannot use a code that another one was given",
    async (context) => {
      const party = await registerClient(context);
      const thief = await registerClient(context);
      const code = await signInForCode(context, party, await enrolPerson(context));
      expectTokenRefused(await exchangeCode(context, thief, code), [...NO_CODE, "invalid_redirect_uri"]);
      const disguised = { redirect_uri: party.redirectUri };
      expectTokenRefused(await exchangeCode(context, thief, code, disguised), [
        ...NO_CODE,
        "invalid_redirect_uri",
      ]);
      const named = { client_id: party.clientId, redirect_uri: party.redirectUri };
      const errors = [...NO_CODE, "invalid_assertion", "invalid_redirect_uri"];
      expectTokenRefused(await exchangeCode(context, thief, code, named), errors);
    },
  ),
  negative("token-redirect-mismatch", "A code is good only where it was asked for", async (context) => {
    const party = await registerClient(context);
    const person = await enrolPerson(context);
    for (const redirect_uri of ["https://evil.example.org/callback", `${party.redirectUri}/`, undefined]) {
      const code = await signInForCode(context, party, person);
      const errors = ["invalid_redirect_uri", ...NO_CODE];
      expectTokenRefused(await exchangeCode(context, party, code, { redirect_uri }), errors);
    }
  }),
  negative("token-incomplete", "A request that lacks what is required is refused", async (context) => {
    const party = await registerClient(context);
    const code = await signInForCode(context, party, await enrolPerson(context));
    for (const changes of [{ code: undefined }, { code: "" }, { grant_type: undefined }])
      expectTokenRefused(await exchangeCode(context, party, code, changes), NO_CODE);
  }),
  negative("token-other-grant", "Tokens are given for a code, and for nothing else", async (context) => {
    const party = await registerClient(context);
    const code = await signInForCode(context, party, await enrolPerson(context));
    for (const grant_type of ["password", "client_credentials", "implicit"]) {
      const changes = { grant_type, username: "somebody", password: "something" };
      expectTokenRefused(await exchangeCode(context, party, code, changes), [
        ...NO_CODE,
        "unsupported_grant_type",
        "unauthorized_client",
      ]);
    }
  }),
  negative("token-not-a-form", "A request that is no form is refused", async (context) => {
    const party = await registerClient(context);
    const code = await signInForCode(context, party, await enrolPerson(context));
    const json = {
      grant_type: "authorization_code",
      code,
      client_id: party.clientId,
      client_assertion: await signAssertion(party),
      redirect_uri: party.redirectUri,
    };
    const headers = { authorization: null };
    const refused = await context.http.send({
      method: "POST",
      path: TOKEN_PATH,
      client: null,
      headers,
      json,
    });
    expectRefused(refused, 400, 415);
    const empty = await context.http.send({ method: "POST", path: TOKEN_PATH, client: null, headers });
    expectRefused(empty, 400, 415);
  }),
  negative(
    "token-bound-code-stolen",
    "Who has stolen a code and not the secret that it is bound to gets no tokens",
    async (context) => {
      const party = await registerClient(context);
      const person = await enrolPerson(context);
      const { query } = makeChallenge(party);
      for (const code_verifier of [undefined, makeChallenge(party).verifier, query.code_challenge]) {
        const code = await signInForCode(context, party, person, { query });
        expectTokenRefused(await exchangeCode(context, party, code, { code_verifier }), NO_CODE);
      }
    },
    { level: "RECOMMENDED" },
  ),
];
