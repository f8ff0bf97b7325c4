import type { DatabaseSync } from "node:sqlite";
import { defineOperation, type Operation } from "../operation.ts";
import { firstRow } from "../sql.ts";
import type { Workflow } from "./workflow.ts";

/** In development: how much there is that is not at its end. */
export function developmentOperations({ store, config }: Workflow): readonly Operation[] {
  if (config.environment !== "development") return [];
  return [
    defineOperation({
      id: "getHoldings",
      summary: "How many processes, running instances, open tasks and calls there are",
      method: "GET",
      path: "/development/holdings",
      responses: { 200: "The numbers" },
      handle: () => ({ status: 200, body: store.read(countHoldings) }),
    }),
  ];
}

function countHoldings(db: DatabaseSync): unknown {
  return {
    ...firstRow<object>(
      db,
      `SELECT (SELECT COUNT(*) FROM process WHERE deleted_at IS NULL) AS processes,
         (SELECT COUNT(*) FROM instance WHERE state = 'running') AS instances,
         (SELECT COUNT(*) FROM task WHERE state = 'open') AS tasks, (SELECT COUNT(*) FROM call) AS calls`,
    ),
  };
}
