import type { Call } from "../kills/call.ts";
import { applicationOf, mediatorSeed, PULLER, ROOM, TYPE } from "../kills/mediator-seed.ts";
import type { Random } from "../kills/random.ts";

import { askConsent } from "./consent-mix.ts";
import { askIdentity } from "./identity-mix.ts";
import { paymentsMix } from "./payments-mix.ts";
import { askRegistration } from "./registration-mix.ts";
import { askScheduler } from "./scheduler-mix.ts";
import { askWorkflow } from "./workflow-mix.ts";

/** A request of the mix and the statuses that are right. */
export interface Request extends Call {
  readonly statuses: readonly number[];
  /** What the same client asks next, by the answer. */
  readonly next?: (status: number, body: unknown) => Request | undefined;
}

/** What clients ask for. */
export type Mix = (random: Random, client: number) => Request;

const CLIENT = "SANDBOX/GOV/1/bench";
const RECORDS = 1000;
const DATA = "/data/persons/1.0";

/** A registry of a thousand persons. */
export function registriesSeed(): unknown {
  const properties = {
    id: { type: "string", primaryKey: true, personalIdentifier: true },
    district: { type: "string" },
    income: { type: "integer", minimum: 0 },
    birthDate: { type: "string", format: "date" },
  };
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    ...{ id: `P-${index}`, name: `Person ${index}`, district: `D-${index % 50}`, income: index * 100 },
    birthDate: "1990-01-31",
  }));
  return { databases: [{ code: "persons", schema: { type: "object", properties }, records }] };
}

/** A mediator with fifty clients; services and subscribers are at `target`. */
export function benchMediatorSeed(target: string): unknown {
  return mediatorSeed(target, 50);
}

const askRegistries: Mix = (random) => {
  const id = `P-${random.below(RECORDS)}`;
  const ask = (method: string, path: string, body?: unknown): Request => ({
    ...{ method, path: `${DATA}${path}`, client: CLIENT, statuses: [200] },
    ...(body === undefined ? {} : { body }),
  });
  const query = { content: { id } };
  const dice = random.next();
  if (dice < 0.35) return ask("POST", "/read", { query });
  if (dice < 0.5) return ask("POST", "/exists", { query });
  if (dice < 0.65) return ask("GET", `/${id}/readValue/income.json`);
  if (dice < 0.75) return ask("GET", `?page=${1 + random.below(20)}&ordering=ascending`);
  if (dice < 0.85) return ask("GET", `?query.district=D-${random.below(50)}`);
  if (dice < 0.95)
    return ask("PUT", "/update", { query, write: { content: { id, income: random.below(1e6) } } });
  return ask("POST", "/create", {
    write: { content: { name: `New ${random.below(1e9)}`, district: "D-0" } },
  });
};

const askMediator: Mix = (random, number) => {
  const client = applicationOf(number);
  const dice = random.next();
  if (dice < 0.5)
    return { method: "GET", path: `/r1/${ROOM}/echo/${random.below(1e6)}`, client, statuses: [200] };
  const body = { text: "x".repeat(1000) };
  if (dice < 0.65) return { method: "POST", path: `/r1/${ROOM}/echo/post`, client, body, statuses: [200] };
  if (dice < 0.8) {
    const event = { eventType: TYPE, event: { number: random.below(1e6) } };
    return { method: "POST", path: `/r1/${ROOM}/pub/v1/${TYPE}`, client, body: event, statuses: [201] };
  }
  if (dice < 0.9) return pullAndConfirm;
  if (dice < 0.95) return { method: "GET", path: `/r1/${ROOM}/allowedMethods`, client, statuses: [200] };
  return { method: "GET", path: "/api/v1/rights/allow?serviceId=echo", statuses: [200] };
};

const pullAndConfirm: Request = {
  ...{ method: "GET", path: `/r1/${ROOM}/pull/v1/${TYPE}`, client: PULLER, statuses: [200, 404] },
  next: (status, body) => {
    if (status === 404) return undefined;
    const path = `/r1/${ROOM}/pull/v1/${TYPE}/${(body as { id: string }).id}`;
    return { method: "DELETE", path, client: PULLER, statuses: [204] };
  },
};

/** A single e-mail or a batch of twenty, and twice the question what became of it. */
const askMessaging: Mix = (random, client) => {
  const headers = { apiKey: `client-${client}` };
  const emailContent = { title: "Hello", content: `Text ${random.next()} ${"x".repeat(500)}` };
  const email = () => `p${random.below(1e6)}@mail.example`;
  const isBatch = random.chance(0.05);
  const list = Array.from({ length: 20 }, () => ({ recipientInfo: { email: email() } }));
  const recipientInfo = isBatch
    ? { batchEmailAsBase64: Buffer.from(JSON.stringify(list)).toString("base64") }
    : { email: email() };
  const ask = (body: unknown, left: number): Request => ({
    ...{ method: "GET", path: "/status/email?status=delivered,scheduled", statuses: [200] },
    headers: { ...headers, requestUid: (body as { requestUid: string }).requestUid },
    next: () => (left > 0 ? ask(body, left - 1) : undefined),
  });
  return {
    ...{ method: "POST", path: `/send/email/${isBatch ? "batch" : "single"}`, headers, statuses: [200] },
    body: { recipientInfo, emailContent },
    next: (status, body) => (status === 200 ? ask(body, 1) : undefined),
  };
};

/** The mixes by the name of what they are for. */
export const MIXES: Readonly<Record<string, Mix>> = {
  hello: () => ({ method: "GET", path: "/", statuses: [200] }),
  "digital-registries": askRegistries,
  "information-mediator": askMediator,
  messaging: askMessaging,
  consent: askConsent,
  identity: askIdentity,
  payments: paymentsMix(),
  registration: askRegistration,
  scheduler: askScheduler,
  workflow: askWorkflow,
};
