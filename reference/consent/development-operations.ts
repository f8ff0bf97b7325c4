import { defineOperation, type Operation } from "../operation.ts";
import { firstRow } from "../sql.ts";
import type { Consent } from "./consent.ts";
import { countObjects } from "./objects.ts";

/** What shows in development how much there is: none elsewhere. */
export function developmentOperations({ store }: Consent, environment: string): readonly Operation[] {
  if (environment !== "development") return [];
  return [
    defineOperation({
      id: "countHoldings",
      summary: "How much there is of what can be removed",
      method: "GET",
      path: "/development/holdings",
      responses: { 200: "The numbers" },
      handle: () => ({
        status: 200,
        body: store.read((db) => ({
          policies: countObjects(db, "Policy"),
          dataAgreements: countObjects(db, "DataAgreement"),
          consentRecords: firstRow<{ count: number }>(db, "SELECT COUNT(*) AS count FROM record")?.count,
          webhooks: countObjects(db, "Webhook"),
          deliveries: firstRow<{ count: number }>(db, "SELECT COUNT(*) AS count FROM delivery")?.count,
        })),
      }),
    }),
  ];
}
