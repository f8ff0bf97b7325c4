import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import type { Browser } from "./browser.ts";
import { dateTime, expectDone, expectError, sendEnvelope } from "./envelope.ts";
import { requestCode, transactionIn } from "./fixtures.ts";
import type { TestPerson } from "./people.ts";
import { type AuthorizeQuery, type RelyingParty, registerClient } from "./relying-party.ts";
import { openSignIn } from "./sign-in.ts";

/** The operations of a wallet, and of the page that waits for it. */
export const WALLET_PATH = "/linked-authorization";

/** A page to sign in at that shows a code for wallets. */
export interface Waiting {
  readonly party: RelyingParty;
  readonly browser: Browser;
  readonly transactionId: string;
}

/** Claims that a test client asks for: the name is essential, the others are not. */
export const ASKED: AuthorizeQuery = {
  scope: "openid",
  claims: JSON.stringify({
    userinfo: { name: { essential: true }, email: null, gender: { essential: false } },
  }),
};

/** Opens a page to sign in at, which could wait for a wallet. */
export async function openWaiting(context: CheckContext, query: AuthorizeQuery = ASKED): Promise<Waiting> {
  const party = await registerClient(context);
  const { browser, place } = await openSignIn(context, party, query);
  return { party, browser, transactionId: transactionIn(context, place.exchange.text) };
}

/** Calls as the page's scripts would: with the cookies of the browser, and the token against foreign pages. */
export function callFromPage(
  context: CheckContext,
  { browser }: Pick<Waiting, "browser">,
  operation: string,
  request: object,
  token: string | null | undefined = browser.cookie("XSRF-TOKEN"),
): Promise<Exchange> {
  expectTrue(token !== undefined, "the page to sign in at sets no cookie XSRF-TOKEN");
  const path = `${WALLET_PATH}/${operation}`;
  const headers = { "x-xsrf-token": token, cookie: browser.cookiesFor(path) ?? null };
  return sendEnvelope(context, { path, request, headers });
}

const linkCode = z.looseObject({
  transactionId: z.string(),
  linkCode: z.string().min(1),
  expireDateTime: dateTime,
});

/** Gets the code that a wallet scans. */
export async function getLinkCode(context: CheckContext, waiting: Waiting): Promise<string> {
  const { transactionId } = waiting;
  const made = await callFromPage(context, waiting, "link-code", { transactionId });
  const answer = expectDone(made, linkCode);
  expectEqual(answer.transactionId, transactionId, "the answered transaction", made);
  expectTrue(Date.parse(answer.expireDateTime) > Date.now(), "a new code for wallets has ended", made);
  return answer.linkCode;
}

/** Calls as a wallet. */
export function callFromWallet(context: CheckContext, operation: string, request: object): Promise<Exchange> {
  return sendEnvelope(context, { path: `${WALLET_PATH}/${operation}`, request });
}

const authFactor = z.looseObject({
  type: z.enum(["PIN", "OTP", "L1-bio-device", "Wallet"]),
  count: z.int().optional(),
  bioSubTypes: z.array(z.string()).optional(),
});

const linkTransaction = z.looseObject({
  linkTransactionId: z.string().min(1),
  clientName: z.string(),
  logoUrl: z.string(),
  authorizeScopes: z.array(z.string()),
  essentialClaims: z.array(z.string()),
  voluntaryClaims: z.array(z.string()),
  authFactors: z.array(z.array(authFactor).min(1)).min(1),
  configs: z.looseObject({}).nullish(),
});

/** What a wallet learns by scanning a code. */
export type LinkTransaction = z.infer<typeof linkTransaction>;

/** The wallet has scanned the code. */
export async function openInWallet(context: CheckContext, code: string): Promise<LinkTransaction> {
  return expectDone(await callFromWallet(context, "link-transaction", { linkCode: code }), linkTransaction);
}

/** A page that waits, and the wallet that has scanned its code. */
export interface Linked extends Waiting {
  readonly linkCode: string;
  readonly linked: LinkTransaction;
}

/** Opens a page and scans its code. */
export async function linkWallet(context: CheckContext, query: AuthorizeQuery = ASKED): Promise<Linked> {
  const waiting = await openWaiting(context, query);
  const code = await getLinkCode(context, waiting);
  return { ...waiting, linkCode: code, linked: await openInWallet(context, code) };
}

/** A proof of who one is, as the wallet sends it. */
export interface Challenge {
  readonly authFactorType: string;
  readonly challenge: string;
  readonly format: string;
}

/** A one-time code as a proof. */
export const codeChallenge = (code: string): Challenge => ({
  authFactorType: "OTP",
  challenge: code,
  format: "alpha-numeric",
});

/** Sends proofs of who one is. */
export function authenticate(
  context: CheckContext,
  { linkTransactionId }: Pick<LinkTransaction, "linkTransactionId">,
  individualId: string,
  challengeList: readonly Challenge[],
): Promise<Exchange> {
  const request = { linkedTransactionId: linkTransactionId, individualId, challengeList };
  return callFromWallet(context, "authenticate", request);
}

const linkedTransaction = z.looseObject({ linkedTransactionId: z.string() });

/** The answer says that it was done for this transaction. */
export function expectLinked(exchange: Exchange, { linkTransactionId }: LinkTransaction): void {
  const { linkedTransactionId } = expectDone(exchange, linkedTransaction);
  expectEqual(linkedTransactionId, linkTransactionId, "the answered transaction", exchange);
}

/** The person proves in the wallet who it is, with a one-time code. */
export async function authenticateByCode(
  context: CheckContext,
  { linked }: Linked,
  person: TestPerson,
): Promise<void> {
  const { code } = await requestCode(context, person.individualId);
  expectLinked(await authenticate(context, linked, person.individualId, [codeChallenge(code)]), linked);
}

/** The person agrees in the wallet to what is told. */
export async function agree(
  context: CheckContext,
  { linked }: Linked,
  acceptedClaims: readonly string[],
): Promise<void> {
  const { linkTransactionId: linkedTransactionId } = linked;
  const request = { linkedTransactionId, acceptedClaims, permittedAuthorizeScopes: [] };
  expectLinked(await callFromWallet(context, "consent", request), linked);
}

/** Nobody has proved anything in this wallet's transaction: there is nothing to agree to. */
export async function expectNotAuthenticated(context: CheckContext, { linked }: Linked): Promise<void> {
  const { linkTransactionId: linkedTransactionId } = linked;
  const request = { linkedTransactionId, acceptedClaims: ["name"], permittedAuthorizeScopes: [] };
  const asked = await callFromWallet(context, "consent", request);
  expectError(asked, "invalid_transaction", "invalid_transaction_id", "invalid_request");
}

const authorizationCode = z.looseObject({
  code: z.string().min(1),
  redirectUri: z.string(),
  state: z.string().optional(),
  nonce: z.string().optional(),
});

/** The page learns that the person has agreed, and gets the code for the client. */
export async function getCode(
  context: CheckContext,
  { party, linkCode, ...waiting }: Linked,
): Promise<string> {
  const { transactionId } = waiting;
  const got = await callFromPage(context, waiting, "link-auth-code", { transactionId, linkedCode: linkCode });
  const answer = expectDone(got, authorizationCode);
  expectEqual(answer.redirectUri, party.redirectUri, "the client's address", got);
  expectEqual(answer.state, `state-${party.clientId}`, "the client's state", got);
  expectEqual(answer.nonce, `nonce-${party.clientId}`, "the client's nonce", got);
  return answer.code;
}
