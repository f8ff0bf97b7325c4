import type { DatabaseSync } from "node:sqlite";
import type { Answer, Call } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { rescheduleAlert } from "./alerts.ts";
import { entryOf, noteOf, recordAudit } from "./audit.ts";
import { type Details, readChange, readNew } from "./details.ts";
import { enter } from "./enter.ts";
import type { KindName } from "./kinds.ts";
import { whyPlaceRefused } from "./place.ts";
import {
  findRecord,
  forgetReplay,
  insertRecord,
  type Row,
  removeRecord,
  updateRecord,
  whatUses,
} from "./records.ts";
import { findReplay, markOf, rememberReplay } from "./replay.ts";
import { requireReferences, requireRules } from "./rules.ts";
import type { Scheduler } from "./scheduler.ts";

/** Makes what `details` say, all of it or nothing; the same again, a short while later, is that which is there. */
export async function create(
  scheduler: Scheduler,
  name: KindName,
  operation: string,
  call: Call,
): Promise<Answer> {
  const { store, clock, alerting } = scheduler;
  const { requestor, qry } = await enter(scheduler, call);
  const given = qry();
  const now = clock.now();
  const rows = readNew(name, detailsIn(given, name), now);
  for (const row of rows) requirePlace(scheduler, row);
  // What the clock filled in is not what was asked for.
  const mark = markOf(requestor, operation, readNew(name, detailsIn(given, name), 0));
  const body = await store.write((db) => {
    const known = findReplay(db, mark, now);
    const ids = known === undefined ? rows.map((row) => addOne(db, name, row, now)) : [];
    const answer = known ?? describeNew(name, rows, ids);
    const made = ids.map((id) => [name, id] as const);
    if (known === undefined) rememberReplay(db, mark, answer, now, made);
    record(db, call, operation, ids.length === 0 ? name : `${name} ${ids.join(" ")}`);
    return answer;
  });
  if (name === "alert_schedule") alerting.wake();
  return { status: 200, body };
}

function addOne(db: DatabaseSync, name: KindName, row: Details, now: number): number {
  requireReferences(db, name, row);
  requireRules(db, name, row, now);
  return insertRecord(db, name, row);
}

/** The answer's text as the examples of the file have it. */
function describeNew(name: KindName, rows: readonly Details[], ids: readonly number[]): string {
  return ids
    .map((id, index) => {
      const row = rows[index];
      if (name === "appointment") return `[Event_id:${row?.["event_id"]},appointment_id:${id}]`;
      const isNamed = name === "entity" || name === "resource" || name === "subscriber";
      return isNamed ? `${name}_name:${row?.["name"]},${name}_id:${id}` : `${name}_id:${id}`;
    })
    .join(",");
}

/** Changes the details that are named, and no others. */
export async function modify(
  scheduler: Scheduler,
  name: KindName,
  operation: string,
  call: Call,
): Promise<Answer> {
  const { store, clock, alerting } = scheduler;
  const { text, qry } = await enter(scheduler, call);
  const id = readId(text(`${name}_id`));
  const now = clock.now();
  const change = readChange(name, detailsIn(qry(), name), now);
  requirePlace(scheduler, change);
  await store.write((db) => {
    const before = requireThing(db, name, id);
    const after = { ...before, ...change } as Details;
    requireReferences(db, name, after);
    requireRules(db, name, after, now, before);
    updateRecord(db, name, id, after);
    forgetReplay(db, name, id);
    const due = change["alert_datetime"];
    if (name === "alert_schedule" && due !== undefined && due !== before["alert_datetime"])
      rescheduleAlert(db, id);
    record(db, call, operation, `${name} ${id}`);
  });
  if (name === "alert_schedule") alerting.wake();
  return { status: 200 };
}

/** Deletes a thing that nothing else needs; what is deleted already is done. */
export async function remove(
  scheduler: Scheduler,
  name: KindName,
  operation: string,
  call: Call,
): Promise<Answer> {
  const { store, clock } = scheduler;
  const { requestor, text } = await enter(scheduler, call);
  const id = readId(text(`${name}_id`));
  const now = clock.now();
  const mark = markOf(requestor, operation, id);
  await store.write((db) => {
    if (findRecord(db, name, id) !== undefined || findReplay(db, mark, now) === undefined) {
      requireThing(db, name, id);
      const uses = whatUses(db, name, id);
      if (uses !== undefined) throw conflict(`this ${name.replace("_", " ")} still has ${uses}`);
      removeRecord(db, name, id);
      rememberReplay(db, mark, "", now, []);
    }
    record(db, call, operation, `${name} ${id}`);
  });
  return { status: 200 };
}

/** `details`, or `X_details`, or as creations and modifications of one kind have them. */
function detailsIn(qry: Readonly<Record<string, unknown>>, name: KindName): unknown {
  const details = qry["details"] ?? qry[`${name}_details`];
  if (details === undefined) throw badRequest(`qry needs details or ${name}_details`);
  return details;
}

function requirePlace({ settings }: Scheduler, { alert_url: url }: Details): void {
  if (typeof url !== "string" || url === "" || settings.allowLoopbackTargets) return;
  const why = whyPlaceRefused(url);
  if (why !== undefined) throw badRequest(`details.alert_url: ${why}`);
}

function requireThing(db: DatabaseSync, name: KindName, id: number): Row {
  const found = findRecord(db, name, id);
  if (found === undefined) throw notFound(`there is no such ${name.replace("_", " ")}`);
  return found;
}

/** No thing has the number 0. */
function readId(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}

function record(db: DatabaseSync, call: Call, operation: string, thing: string): void {
  const noted = noteOf(call);
  recordAudit(db, entryOf(call, operation, 200, { ...noted, thing }));
  noted.written = true;
}
