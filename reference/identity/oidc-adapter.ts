import type { DatabaseSync } from "node:sqlite";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { firstRow, runSql } from "../sql.ts";
import type { Store } from "../store.ts";

interface Row {
  readonly payload: string;
}

const LIVE = "(expires_at IS NULL OR expires_at > ?)";

/** Where a model of the library keeps what it made: sessions, grants, codes, tokens, used assertions. */
export function createAdapter(
  store: Store,
  model: string,
  findClient: (id: string) => AdapterPayload | undefined,
): Adapter {
  const read = (sql: string, ...values: string[]): AdapterPayload | undefined => {
    const row = store.read((db) => firstRow<Row>(db, sql, ...values, Date.now()));
    return row === undefined ? undefined : (JSON.parse(row.payload) as AdapterPayload);
  };
  return {
    upsert: (id, payload, expiresIn) => store.write((db) => upsert(db, model, id, payload, expiresIn)),
    find: async (id) =>
      model === "Client"
        ? findClient(id)
        : read(`SELECT payload FROM oidc WHERE model = ? AND id = ? AND ${LIVE}`, model, id),
    findByUid: async (uid) =>
      read(`SELECT payload FROM oidc WHERE model = ? AND uid = ? AND ${LIVE}`, model, uid),
    findByUserCode: async () => undefined,
    consume: (id) =>
      store.write((db) => {
        const sql = "UPDATE oidc SET payload = json_set(payload, '$.consumed', ?) WHERE model = ? AND id = ?";
        runSql(db, sql, Math.floor(Date.now() / 1000), model, id);
      }),
    destroy: (id) =>
      store.write((db) => {
        runSql(db, "DELETE FROM oidc WHERE model = ? AND id = ?", model, id);
      }),
    revokeByGrantId: (grantId) =>
      store.write((db) => {
        runSql(db, "DELETE FROM oidc WHERE grant_id = ?", grantId);
      }),
  };
}

/** Throws away what is over, of the library's and of our own. */
export function removeExpired(db: DatabaseSync): void {
  const now = Date.now();
  for (const table of ["oidc", "one_time_code", "link_code", "linked_transaction", "used_token"])
    runSql(db, `DELETE FROM ${table} WHERE expires_at <= ?`, now);
}

function upsert(
  db: DatabaseSync,
  model: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): void {
  runSql(
    db,
    "INSERT OR REPLACE INTO oidc (model, id, payload, grant_id, uid, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
    model,
    id,
    JSON.stringify(payload),
    payload.grantId ?? null,
    model === "Session" ? (payload.uid ?? null) : null,
    expiresIn === undefined ? null : Date.now() + expiresIn * 1000,
  );
}
