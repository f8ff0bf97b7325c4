import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { API_KEY, apiKeyOf, REQUEST_UID, requestUidOf } from "./caller-key.ts";
import type { Messaging } from "./messaging.ts";
import {
  countStates,
  type EmailFacts,
  findRequest,
  listEmails,
  type StoredRequest,
  stateOf,
} from "./requests.ts";
import { routesOf } from "./routes.ts";
import { STATUSES, type Status } from "./status.ts";

const PATH = "/status/email";

/** The operations that say what has become of a request. */
export function statusOperations(messaging: Messaging): readonly Operation[] {
  return [
    defineOperation({
      id: "getEmailStatus",
      summary: "How many e-mails of a request are in which state",
      method: "GET",
      path: PATH,
      routes: routesOf(PATH),
      query: [{ name: "status", required: true }],
      headers: [API_KEY, REQUEST_UID],
      guard: requireHeaders,
      responses: { 200: "The numbers that were asked for", 405: "Invalid input" },
      handle: (call) => {
        const wanted = readStatuses(call.query);
        const counts = countStatuses(messaging, requireRequest(messaging, call));
        return { status: 200, body: Object.fromEntries(wanted.map((name) => [name, counts.get(name) ?? 0])) };
      },
    }),
    defineOperation({
      id: "getRecipientStatus",
      summary: "The state of each e-mail of a request",
      method: "GET",
      path: `${PATH}/recipients`,
      routes: routesOf(`${PATH}/recipients`),
      headers: [API_KEY, REQUEST_UID],
      guard: requireHeaders,
      responses: { 200: "The e-mails by their position", 405: "Invalid input" },
      handle: (call) => ({
        status: 200,
        body: {
          emails: emailsOf(messaging, call).map(({ position, status, attempts, reply }) => ({
            position,
            status,
            attempts,
            ...(reply === null ? {} : { reply }),
          })),
        },
      }),
    }),
  ];
}

/** The request that a call names, where its key may see it. Refuses any other. */
export function requireRequest({ store, vault }: Messaging, call: Call): StoredRequest {
  const found = store.read((db) => findRequest(db, vault, requestUidOf(call), apiKeyOf(call)));
  if (found === undefined) throw notFound("there is no request of this requestUid and apiKey");
  return found;
}

/** Refuses a call without one of the two headers. */
export function requireHeaders(call: Call): void {
  apiKeyOf(call);
  requestUidOf(call);
}

/** The stored states, but those that are on their way are processing. */
function countStatuses({ store, emails }: Messaging, { id }: StoredRequest): ReadonlyMap<Status, number> {
  const own = [...emails.running].filter(({ request }) => request === id);
  return store.read((db) => {
    const counts = new Map<Status, number>(countStates(db, id));
    for (const { position } of own) {
      const state = stateOf(db, id, position);
      if (state !== "scheduled" && state !== "deferred") continue;
      counts.set(state, (counts.get(state) ?? 0) - 1);
      counts.set("processing", (counts.get("processing") ?? 0) + 1);
    }
    return counts;
  });
}

function emailsOf(messaging: Messaging, call: Call): (EmailFacts & { readonly status: Status })[] {
  const { id } = requireRequest(messaging, call);
  const running = new Set([...messaging.emails.running].map((one) => one.id));
  const emails = messaging.store.read((db) => listEmails(db, id));
  return emails.map((email) => ({ ...email, status: statusOf(email, running) }));
}

function statusOf({ id, state }: EmailFacts, running: ReadonlySet<number>): Status {
  const isOpen = state === "scheduled" || state === "deferred";
  return isOpen && running.has(id) ? "processing" : state;
}

function readStatuses(query: URLSearchParams): Status[] {
  const named = query.getAll("status").flatMap((value) => value.split(",").map((one) => one.trim()));
  const wanted = STATUSES.filter((name) => named.includes(name));
  const strange = named.filter((name) => !STATUSES.some((one) => one === name));
  if (strange.length > 0 || wanted.length === 0)
    throw badRequest(`status: must be some of ${STATUSES.join(", ")}`);
  return wanted;
}
