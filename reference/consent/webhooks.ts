import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { hostOf, whyRefused } from "../target-address.ts";
import type { ConsentSettings } from "./settings.ts";

/** What webhooks are told of. */
export type EventName =
  | `consent.${"given" | "withdrawn" | "signed" | "deleted"}`
  | `${"policy" | "data-agreement"}.${"created" | "updated" | "deleted"}`;

/** Something that has happened: ids and hashes alone. */
export interface ConsentEvent {
  readonly event: EventName;
  readonly data: Readonly<Record<string, string | boolean>>;
}

/** A delivery that is to be made now. */
export interface DueDelivery {
  readonly number: number;
  readonly url: string;
  readonly secret: string;
  readonly body: string;
  readonly correlationId: string;
  readonly tries: number;
}

const LIFETIME_MS = 24 * 3600_000;

/** Puts an event on its way to every webhook that is not disabled. */
export function announce(db: DatabaseSync, { event, data }: ConsentEvent, correlationId: string): void {
  const hooks = allRows<{ id: string }>(
    db,
    `SELECT id FROM object WHERE kind = 'Webhook' AND deleted = 0 AND json_extract(content, '$.disabled') = 0`,
  );
  const now = Date.now();
  for (const { id: webhookId } of hooks) {
    const body = { id: randomUUID(), webhookId, event, timestamp: new Date(now).toISOString(), data };
    const sql = "INSERT INTO delivery (webhook, body, correlation_id, next_at, until) VALUES (?, ?, ?, ?, ?)";
    runSql(db, sql, webhookId, JSON.stringify(body), correlationId, now, now + LIFETIME_MS);
  }
}

/** Deliveries whose time has come, the oldest first. */
export function dueDeliveries(db: DatabaseSync, now: number, limit: number): DueDelivery[] {
  return allRows<DueDelivery>(
    db,
    `SELECT delivery.number, json_extract(content, '$.payloadUrl') AS url, secret, body,
       correlation_id AS correlationId, tries
     FROM delivery JOIN object ON object.kind = 'Webhook' AND object.id = delivery.webhook
       JOIN secret ON secret.webhook = delivery.webhook
     WHERE next_at <= ? ORDER BY next_at, delivery.number LIMIT ?`,
    now,
    limit,
  );
}

/** When the next delivery wants to be made. */
export function nextDelivery(db: DatabaseSync): number | undefined {
  return firstRow<{ at: number | null }>(db, "SELECT min(next_at) AS at FROM delivery")?.at ?? undefined;
}

/** What came of a delivery: it was taken, or is to be made again, unless its time is over. */
export function settleDelivery(
  db: DatabaseSync,
  number: number,
  outcome: "taken" | { readonly nextAt: number },
): void {
  if (outcome === "taken") {
    runSql(db, "DELETE FROM delivery WHERE number = ?", number);
    return;
  }
  const { nextAt } = outcome;
  runSql(db, "UPDATE delivery SET tries = tries + 1, next_at = ? WHERE number = ?", nextAt, number);
  runSql(db, "DELETE FROM delivery WHERE number = ? AND next_at >= until", number);
}

/** Takes back whatever is on its way to a webhook. */
export function dropDeliveries(db: DatabaseSync, webhook: string): void {
  runSql(db, "DELETE FROM delivery WHERE webhook = ?", webhook);
}

/** Keeps a webhook's secret; another one replaces it. Undefined where it has none yet and none is given. */
export function keepSecret(db: DatabaseSync, webhook: string, secret: string | undefined): void {
  if (secret === undefined) return;
  const sql =
    "INSERT INTO secret (webhook, secret) VALUES (?, ?) ON CONFLICT (webhook) DO UPDATE SET secret = excluded.secret";
  runSql(db, sql, webhook, secret);
}

/** Whether a webhook has exactly this secret. */
export function hasSecret(db: DatabaseSync, webhook: string, secret: string): boolean {
  return firstRow(db, "SELECT 1 FROM secret WHERE webhook = ? AND secret = ?", webhook, secret) !== undefined;
}

/** Forgets a webhook's secret. */
export function dropSecret(db: DatabaseSync, webhook: string): void {
  runSql(db, "DELETE FROM secret WHERE webhook = ?", webhook);
}

/** Refuses an address that is not at a registered host (docs/adr/0015). */
export function requireTarget({ webhookHosts, allowLoopbackTargets }: ConsentSettings, url: string): void {
  const target = new URL(url);
  if (target.username !== "" || target.password !== "")
    throw badRequest("payloadUrl: user and password do not belong there");
  if (allowLoopbackTargets && isLoopback(hostOf(target))) return;
  const why = whyRefused(url);
  if (why !== undefined) throw badRequest(`payloadUrl: ${why}`);
  const port = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const host = hostOf(target);
  if (webhookHosts?.some((one) => one.host === host && one.port === port) === false)
    throw badRequest("payloadUrl: this host is not registered here");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
