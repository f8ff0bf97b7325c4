import type { InteractionResults, Provider } from "oidc-provider";
import { readForm } from "../body.ts";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { type Authorization, authorizationOf, keepGrant } from "./authorization.ts";
import { Failure } from "./envelope.ts";
import { noteEvent } from "./events.ts";
import type { Identity } from "./identity.ts";
import { type KoaExchange, makeExchange } from "./koa-exchange.ts";
import { finishLinked, newLinkCode } from "./link-codes.ts";
import { PROVABLE } from "./open-id-provider.ts";
import { findPerson, isActive, type Person } from "./people.ts";
import {
  codePage,
  consentPage,
  identifyPage,
  overPage,
  type SignInPage,
  walletPage,
} from "./sign-in-pages.ts";

interface Under {
  readonly identity: Identity;
  readonly provider: Provider;
  readonly exchange: KoaExchange;
  readonly authorization: Authorization;
  /** `login` or `consent`. */
  readonly prompt: string;
  /** Who has signed in; for `consent`. */
  readonly accountId: string | undefined;
  readonly form: URLSearchParams;
}

const WRONG_CODE = "That is not the code, or it is too old. Have another one sent to you.";

/** The pages at which people sign in and agree: small, without any script, and ours. */
export function signInOperations(identity: Identity): readonly Operation[] {
  const about = {
    path: "/sign-in/{transactionId}",
    responses: { 200: "A page", 303: "On", 400: "It is over" },
  };
  return [
    defineOperation({
      ...about,
      id: "showSignIn",
      summary: "The page of a sign-in under way",
      method: "GET",
      handle: async (call) => {
        const under = await find(identity, call, new URLSearchParams());
        return under === undefined ? overPage() : show(under);
      },
    }),
    defineOperation({
      ...about,
      id: "continueSignIn",
      summary: "A step of a sign-in",
      method: "POST",
      handle: async (call) => {
        const under = await find(identity, call, await readForm(call.request));
        return under === undefined ? overPage() : take(under);
      },
    }),
  ];
}

/** The page that an interaction begins with. */
export function show(
  { authorization, prompt }: Pick<Under, "authorization" | "prompt">,
  error?: string,
): Answer {
  const sign = signOf(authorization, error);
  return prompt === "consent"
    ? consentPage(sign, authorization.requested)
    : identifyPage(sign, authorization.ways);
}

/** The sign-in of the path, which has to be the one of the browser's cookie too. */
async function find(identity: Identity, call: Call, form: URLSearchParams): Promise<Under | undefined> {
  const provider = identity.openId.open(identity.addresses.issuer(call.request));
  const exchange = makeExchange(call, { base: identity.addresses.baseOf(call.request) });
  const interaction = await provider
    .interactionDetails(exchange.request, exchange.response)
    .catch(() => undefined);
  if (interaction === undefined || interaction.uid !== call.params["transactionId"]) return undefined;
  const authorization = authorizationOf(identity, interaction.uid, interaction.params);
  if (authorization === undefined) return undefined;
  const accountId = interaction.session?.accountId;
  return { identity, provider, exchange, authorization, prompt: interaction.prompt.name, accountId, form };
}

function take(under: Under): Promise<Answer> | Answer {
  const step = under.form.get("step");
  if (step === "cancel") return cancel(under);
  if (under.prompt === "consent") return step === "consent" ? agree(under) : show(under);
  const { code, wallet } = under.authorization.ways;
  if (step === "identify" && code) return sendCode(under);
  if (step === "code" && code) return checkCode(under);
  if (step === "wallet" && wallet) return showLinkCode(under);
  if (step === "linked" && wallet) return goOnLinked(under);
  return show(under);
}

async function sendCode(under: Under): Promise<Answer> {
  const { identity, authorization, form } = under;
  const individualId = (form.get("individualId") ?? "").trim();
  if (individualId === "") return show(under, "Enter your number.");
  try {
    await identity.codes.send(individualId, authorization.transactionId);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return codePage(signOf(authorization, sentence(error.message)), individualId);
  }
  return codePage(signOf(authorization), individualId);
}

async function checkCode(under: Under): Promise<Answer> {
  const { identity, authorization, form } = under;
  const individualId = (form.get("individualId") ?? "").trim();
  const person = await proveByCode(identity, authorization, individualId, (form.get("code") ?? "").trim());
  if (person === undefined) return codePage(signOf(authorization, WRONG_CODE), individualId);
  await endOtherSession(under, person.id);
  return finish(under, {
    login: { accountId: person.id, acr: PROVABLE[0], amr: ["otp"], remember: false },
  });
}

/** Ends the session of somebody else who was signed in at this browser: the library would ask that person first. */
async function endOtherSession({ provider, exchange, accountId }: Under, person: string): Promise<void> {
  if (accountId === undefined || accountId === person) return;
  const interaction = await provider.interactionDetails(exchange.request, exchange.response);
  const session = await provider.Session.findByUid(interaction.session?.uid ?? "");
  await session?.destroy();
  delete interaction.session;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
}

/** Who it is, where the code is theirs. Every try is an event of the person's. */
export function proveByCode(
  identity: Identity,
  { client }: Pick<Authorization, "client">,
  individualId: string,
  code: string,
): Promise<Person | undefined> {
  return identity.store.write((db) => {
    const person = findPerson(db, individualId);
    if (person === undefined) return undefined;
    const isProved = isActive(person) && identity.codes.verify(db, person, code);
    noteEvent(db, person.id, {
      type: "AUTHENTICATION_REQUEST",
      status: isProved ? "SUCCESS" : "FAILED",
      description: isProved ? `Signed in to ${client.clientName}` : `Not signed in to ${client.clientName}`,
      info: { partnerId: client.relyingPartyId, partnerName: client.clientName, authenticationMode: "OTP" },
    });
    return isProved ? person : undefined;
  });
}

async function showLinkCode({ identity, authorization }: Under): Promise<Answer> {
  const { code } = await newLinkCode(identity, authorization.transactionId);
  return walletPage(signOf(authorization), code);
}

async function goOnLinked({ identity, provider, authorization, form }: Under): Promise<Answer> {
  const linkCode = form.get("linkCode") ?? "";
  const code = finishLinked(identity, authorization.transactionId, linkCode);
  if (code === undefined)
    return walletPage(signOf(authorization, "Your wallet has not answered yet."), linkCode);
  const { redirect_uri: redirectUri, state } = authorization.parameters;
  const target = new URL(String(redirectUri));
  target.searchParams.set("code", code);
  if (typeof state === "string") target.searchParams.set("state", state);
  target.searchParams.set("iss", provider.issuer);
  return { status: 303, headers: { Location: target.href, "Cache-Control": "no-store" } };
}

async function agree(under: Under): Promise<Answer> {
  const { provider, authorization, accountId, form } = under;
  const agreement = { claims: form.getAll("claim"), scopes: form.getAll("scope") };
  if (!authorization.requested.essential.every((claim) => agreement.claims.includes(claim)))
    return show(under, "The service cannot do without some of this. Agree to that, or cancel.");
  if (accountId === undefined) return overPage();
  const grantId = await keepGrant(provider, accountId, authorization, agreement);
  return finish(under, { consent: { grantId } });
}

function cancel(under: Under): Promise<Answer> {
  return finish(under, { error: "access_denied", error_description: "the person did not agree" });
}

/** Hands what came of the page to the library, which goes on from there. */
async function finish({ provider, exchange }: Under, result: InteractionResults): Promise<Answer> {
  const { request, response } = exchange;
  const returnTo = await provider.interactionResult(request, response, result);
  return { status: 303, headers: { Location: returnTo, "Cache-Control": "no-store" } };
}

function signOf({ transactionId, client, parameters }: Authorization, error?: string): SignInPage {
  return {
    transactionId,
    clientName: client.clientName,
    redirectUri: String(parameters["redirect_uri"]),
    error,
  };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
