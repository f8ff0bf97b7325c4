import type { DatabaseSync } from "node:sqlite";
import { defineOperation, type Operation } from "../operation.ts";
import { firstRow } from "../sql.ts";
import { KIND_NAMES } from "./kinds.ts";
import type { Scheduler } from "./scheduler.ts";

/** What helps to try things, in development only. */
export function developmentOperations({ store }: Pick<Scheduler, "store">): readonly Operation[] {
  return [
    defineOperation({
      id: "getHoldings",
      summary: "How many things there are, and alerts that wait",
      method: "GET",
      path: "/development/holdings",
      responses: { 200: "The numbers" },
      handle: () => ({ status: 200, body: store.read(countHoldings) }),
    }),
  ];
}

function countHoldings(db: DatabaseSync): Record<string, number> {
  const tables = [...KIND_NAMES, "alert"];
  return Object.fromEntries(
    tables.map((table) => [
      table,
      firstRow<{ count: number }>(db, `SELECT COUNT(*) AS count FROM ${table}`)?.count ?? 0,
    ]),
  );
}
