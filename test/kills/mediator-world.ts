import { setTimeout as pause } from "node:timers/promises";
import { verifyMessageLog } from "../../reference/information-mediator/message-log.ts";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import { mediatorSeed, ROOM, TYPE } from "./mediator-seed.ts";
import {
  type Entry,
  readLog,
  readMembers,
  readOwed,
  readRights,
  readSubscriptions,
  readTypes,
} from "./mediator-state.ts";
import { type MediatorRun, nextMediatorWrite } from "./mediator-writes.ts";
import type { Sink } from "./sink.ts";
import type { World } from "./world.ts";

const CLIENTS = 8;
const DELIVERY_LIMIT = 20_000;

/** Events of earlier points are read again at each fifth: every such reading is an entry of the log. */
const READ_ALL_EVERY = 5;

/** What was read up to now; the log and the events only grow. */
interface Reading {
  round: number;
  last: number;
  /** Events by the key of their marker. */
  readonly markers: Map<string, string>;
  /** Ids of published events, in the order of the log. */
  readonly events: string[];
  readonly requests: Map<string, string>;
  readonly responses: Set<string>;
}

/** Eight clients at a mediator; `sink` takes the events that it pushes and answers the calls that it passes on. */
export function createMediatorWorld(sink: Sink): World {
  const journal = new Journal();
  const run: MediatorRun = { journal, unconfirmed: new Set(), called: new Set(), turn: 0 };
  const reading: Reading = {
    ...{ round: 0, last: 0, markers: new Map(), events: [], requests: new Map(), responses: new Set() },
  };
  return {
    block: "information-mediator",
    seed: mediatorSeed(sink.url, CLIENTS),
    file: "information-mediator.sqlite",
    journal,
    nextWrite: (client, random) => nextMediatorWrite(run, client, random),
    inspect: (caller) => inspect(caller, run, reading, sink),
    inspectFile: (file) => {
      const verdict = verifyMessageLog(file);
      return verdict.ok ? [] : [`the message log breaks at entry ${verdict.brokenAt}`];
    },
  };
}

async function inspect(
  caller: Caller,
  run: MediatorRun,
  reading: Reading,
  sink: Sink,
): Promise<{ state: Map<string, string>; complaints: string[] }> {
  const state = new Map<string, string>();
  const { entries, last } = await readLog(caller, reading.last);
  reading.last = last;
  for (const entry of entries) note(entry, reading);
  await Promise.all([
    readTypes(caller, state),
    readSubscriptions(caller, state, CLIENTS),
    readRights(caller, state),
    readMembers(caller, state),
    readOwed(caller, state),
  ]);
  await readEvents(caller, run, reading, state);
  const complaints = [...missingCalls(run, reading), ...(await missingPushes(reading, sink))];
  return { state, complaints };
}

function note(entry: Entry, reading: Reading): void {
  const { kind, operation, event, messageId = "", path = "" } = entry;
  if (operation === "publishEvent" && kind === "pubsub" && event !== undefined) reading.events.push(event);
  if (kind === "request") reading.requests.set(path, messageId);
  if (kind === "response") reading.responses.add(messageId);
}

/** Events as they can be read now, by the marker in them; one that nobody got an answer for is owed all the same. */
async function readEvents(
  caller: Caller,
  run: MediatorRun,
  reading: Reading,
  state: Map<string, string>,
): Promise<void> {
  reading.round += 1;
  if (reading.round % READ_ALL_EVERY === 0) reading.markers.clear();
  const known = new Set(reading.markers.values());
  const unread = reading.events.filter((id) => !known.has(id));
  const read = unread.map(async (id) => {
    const path = `/r1/${ROOM}/pub/v1/${TYPE}/${id}`;
    const { body } = await caller.expect({ method: "GET", path, client: ROOM }, 200);
    const key = `event/${body.event.marker}`;
    reading.markers.set(key, id);
    if (run.journal.value(key) !== undefined) return;
    run.journal.put(`owed/${id}`, "owed");
    run.unconfirmed.add(id);
  });
  await Promise.all(read);
  for (const [key, id] of reading.markers) state.set(key, id);
}

/** Calls whose answer came, and of which the log does not have both entries. */
function missingCalls(run: MediatorRun, reading: Reading): string[] {
  const missing = [...run.called].filter((path) => {
    const messageId = reading.requests.get(path);
    return messageId === undefined || !reading.responses.has(messageId);
  });
  return missing.map((path) => `the message log lacks the call ${path}`);
}

/** Waits until every event has arrived at both subscribers, and says what has not, or came in the wrong order. */
async function missingPushes(reading: Reading, sink: Sink): Promise<string[]> {
  const owed = (path: string): string[] =>
    reading.events.filter((id) => sink.arrived.get(path)?.has(id) !== true);
  const end = Date.now() + DELIVERY_LIMIT;
  while (owed("/any-order").length + owed("/in-order").length > 0 && Date.now() < end) await pause(10);
  const complaints = ["/any-order", "/in-order"].flatMap((path) => {
    const strange = [...(sink.arrived.get(path) ?? [])].filter((id) => !reading.events.includes(id));
    return [
      ...owed(path).map((id) => `${path}: the event ${id} is owed and did not come`),
      ...strange.map((id) => `${path}: the event ${id} came and was never published`),
    ];
  });
  const order = [...(sink.arrived.get("/in-order") ?? [])];
  if (complaints.length === 0 && order.join() !== reading.events.join())
    complaints.push("/in-order: the events came in another order than they were published");
  return complaints;
}
