import { formatIdentifier } from "../../charts/spi/index.ts";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { requireManagement } from "./access.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry, listEntries } from "./message-log.ts";
import { spellingsOf } from "./routes.ts";

const PATH = "/api/v1/log";
const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1000;

/** Reads of what can be about people: they leave an entry even though they change nothing. */
const LOGGED_READS = new Set(["getStatus"]);
const ROOM_OPERATION = /\/(?:api\/v1\/(?:eventType|subs)|pub\/v1|pull\/v1)/;
const MANAGEMENT_OPERATION = /^\/api\/v1\/(?:config|rights|log)/;

/** The message log from outside: an extension of ours, with which a tool can verify the chain. */
export function logOperations(mediator: Mediator): Operation[] {
  return [
    defineOperation({
      id: "listMessageLog",
      summary: "List entries of the message log, oldest first",
      method: "GET",
      path: PATH,
      routes: spellingsOf(PATH),
      query: [
        { name: "after", type: "integer" },
        { name: "limit", type: "integer" },
      ],
      responses: { 200: "Entries; `next` is there where more follow", 401: "Caller is not the management" },
      guard: (call) => requireManagement(mediator, call),
      handle: (call) => {
        const limit = Number(call.query.get("limit") || DEFAULT_LIMIT);
        const size = Math.max(1, Math.min(limit, LARGEST_LIMIT));
        const after = Number(call.query.get("after") || 0);
        const entries = mediator.store.read((db) => listEntries(db, after, size + 1));
        const page = entries.slice(0, size);
        const next = entries.length > size ? { next: page.at(-1)?.sequence } : {};
        return { status: 200, body: { entries: page, ...next } };
      },
    }),
  ];
}

/** Logs what an operation has not logged with its own change: refusals, and reads of single events. */
export async function logAnswer(
  mediator: Mediator,
  operation: Operation,
  call: Call,
  status: number,
): Promise<void> {
  const watched = ROOM_OPERATION.test(operation.path) || MANAGEMENT_OPERATION.test(operation.path);
  const refused = status >= 400;
  if (!watched || (!refused && !LOGGED_READS.has(operation.id))) return;
  const { instanceId, memberClass, memberCode, applicationCode, eventType, eventId } = call.params;
  const room = [instanceId, memberClass, memberCode, applicationCode].filter(Boolean).join("/");
  await mediator.store
    .write((db) =>
      appendEntry(db, {
        kind: refused ? "refused" : "pubsub",
        correlationId: call.correlationId,
        operation: operation.id,
        client: call.client === undefined ? "" : formatIdentifier(call.client),
        ...(room === "" ? {} : { room }),
        ...(eventType === undefined ? {} : { eventType }),
        ...(eventId === undefined ? {} : { event: eventId }),
        status,
      }),
    )
    // The answer is decided; a store that cannot take the entry has refused the change itself, too.
    .catch((error: unknown) => {
      process.stderr.write(`${JSON.stringify({ level: "error", message: String(error) })}\n`);
    });
}
