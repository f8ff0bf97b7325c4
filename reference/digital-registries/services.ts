import type { DatabaseSync } from "node:sqlite";

/** The services that a registry offers, by operationId, as databaseInfo names them. */
const SERVICES = [
  ["list", "data-list"],
  ["create", "data-create"],
  ["exists", "data-exists"],
  ["read", "data-read"],
  ["update", "data-update"],
  ["updateEntries", "data-update-entries"],
  ["updateOrCreate", "data-update-or-create"],
  ["delete", "data-delete"],
  ["readValue", "data-read-value"],
] as const;

/** The operationId of a service of a registry. */
export type Service = (typeof SERVICES)[number][0];

/** Counts one use of a service. */
export function countUse(db: DatabaseSync, databaseId: number, service: Service): void {
  db.prepare(
    `INSERT INTO service_uses (database_id, service, used) VALUES (?, ?, 1)
     ON CONFLICT (database_id, service) DO UPDATE SET used = used + 1`,
  ).run(databaseId, service);
}

/** The `genericServices` of databaseInfo. */
export function listServices(db: DatabaseSync, databaseId: number): readonly unknown[] {
  const rows = db.prepare("SELECT service, used FROM service_uses WHERE database_id = ?").all(databaseId);
  const used = new Map(rows.map((row) => [row["service"], Number(row["used"])]));
  return SERVICES.map(([service, name], index) => ({
    serviceId: index + 1,
    name,
    isVisible: true,
    usedCount: used.get(service) ?? 0,
  }));
}
