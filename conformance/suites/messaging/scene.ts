import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { type ArrivedEmail, addressOf, hasMailbox, readMailbox } from "./fixtures.ts";

/** The file of the API, and a path in it, as a check's section names them. */
export const messagingApi = (path: string): string => `swagger.yaml, ${path}`;

/** How long an e-mail may take to arrive, and a state to show. */
const ARRIVAL_MS = 8000;
const LOOK_MS = 40;
/** How long nothing must come of what was refused. */
const SILENCE_MS = 150;

/** The states that the specification counts. */
export const STATES = ["scheduled", "processing", "deferred", "bounced", "notSent", "delivered"] as const;
/** One of them. */
export type State = (typeof STATES)[number];

/** The key of this check, by which the specification tells whose a request is: the target's, or one of its own. */
export function keyOf({ target, mark }: CheckContext): string {
  const given = Object.entries(target.headers).find(([name]) => name.toLowerCase() === "apikey");
  return given?.[1] ?? `${mark}-key`;
}

/** An e-mail's body; `changes` go over it. */
export function describeEmail(context: CheckContext, changes: object = {}): Record<string, unknown> {
  return {
    senderInfo: {
      organisationName: "Ministry of Tests",
      organisationRegNr: "GOV70009",
      email: `${context.mark}-from@mail.example`,
      replyTo: `${context.mark}-desk@mail.example`,
      name: "Ada Abara",
    },
    recipientInfo: { email: addressOf(context), name: "Ben Bakri" },
    emailContent: { encoding: "UTF-8", title: `Test ${context.mark}`, content: "This is a test." },
    ...changes,
  };
}

/** The body of a batch to these recipients. */
export function describeBatch(
  context: CheckContext,
  recipients: readonly unknown[],
  changes: object = {},
): Record<string, unknown> {
  const list = recipients.map((recipientInfo) => ({ recipientInfo }));
  const recipientInfo = { batchEmailAsBase64: toBase64(JSON.stringify(list)) };
  return describeEmail(context, { recipientInfo, ...changes });
}

/** UTF-8 in base64. */
export const toBase64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** Sends something to an operation with this check's key, unless the request's own headers say otherwise. */
export function send(
  context: CheckContext,
  path: string,
  request: Omit<HttpRequest, "path">,
): Promise<Exchange> {
  const headers = { apiKey: keyOf(context), ...request.headers };
  return context.http.send({ method: "POST", path, ...request, headers });
}

const accepted = z.looseObject({ response: z.string().optional(), requestUid: z.string().min(1) });

/** Has a body accepted and gives the request's name. */
export async function accept(
  context: CheckContext,
  operation: "single" | "batch",
  json: unknown,
): Promise<string> {
  const answer = await send(context, `/send/email/${operation}`, { json });
  expectStatus(answer, 200);
  return expectShape(answer, accepted).requestUid;
}

/** Asks for the status of a request. */
export function askStatus(
  context: CheckContext,
  requestUid: string | null,
  states: readonly string[] = STATES,
  apiKey: string | null = keyOf(context),
): Promise<Exchange> {
  const query = new URLSearchParams(states.map((state) => ["status", state] as [string, string]));
  const path = `/status/email${states.length === 0 ? "" : `?${query}`}`;
  return context.http.send({ path, headers: { apiKey, requestUid } });
}

const count = z.int().min(0);

/** The numbers of a status; all that were asked for have to be there. */
export async function readStatus(
  context: CheckContext,
  requestUid: string,
  states: readonly State[] = STATES,
): Promise<{ readonly counts: Readonly<Record<string, number>>; readonly exchange: Exchange }> {
  const exchange = await askStatus(context, requestUid, states);
  expectStatus(exchange, 200);
  const shape = z.looseObject(Object.fromEntries(states.map((state) => [state, count])));
  const answered = expectShape(exchange, shape) as Record<string, number>;
  return { counts: Object.fromEntries(states.map((state) => [state, answered[state] ?? 0])), exchange };
}

/** Every e-mail of a request is in exactly one state. */
export async function expectCounted(context: CheckContext, requestUid: string, size: number): Promise<void> {
  const { counts, exchange } = await readStatus(context, requestUid);
  const sum = Object.values(counts).reduce((one, other) => one + other, 0);
  expectEqual(sum, size, "the number of e-mails in all states together", exchange);
}

/** Waits until the numbers of a request are these, those not named 0. */
export async function expectEventually(
  context: CheckContext,
  requestUid: string,
  wanted: Partial<Record<State, number>>,
): Promise<void> {
  const full = Object.fromEntries(STATES.map((state) => [state, wanted[state] ?? 0]));
  const end = Date.now() + ARRIVAL_MS;
  for (;;) {
    const { counts, exchange } = await readStatus(context, requestUid);
    if (JSON.stringify(counts) === JSON.stringify(full)) return;
    if (Date.now() > end) expectEqual(counts, full, "what became of the e-mails", exchange);
    await delay(LOOK_MS);
  }
}

/** Waits for the one e-mail that has arrived at an address. */
export async function expectArrived(context: CheckContext, address: string): Promise<ArrivedEmail> {
  const end = Date.now() + ARRIVAL_MS;
  for (;;) {
    const { messages, exchange } = await readMailbox(context, address);
    expectTrue(messages.length <= 1, "the e-mail has arrived more than once", exchange);
    const [message] = messages;
    if (message !== undefined) return message;
    expectTrue(Date.now() < end, "the e-mail has not arrived", exchange);
    await delay(LOOK_MS);
  }
}

/** Nothing arrives at these addresses. Where nobody can look, there is nothing to be said. */
export async function expectNothing(context: CheckContext, addresses: readonly string[]): Promise<void> {
  if (!hasMailbox(context)) return;
  await delay(SILENCE_MS);
  for (const address of addresses) {
    const { messages, exchange } = await readMailbox(context, address);
    expectEqual(messages.length, 0, "the number of e-mails that have arrived", exchange);
  }
}
