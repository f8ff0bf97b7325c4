import type { DatabaseSync } from "node:sqlite";
import type { ServiceIdentifier } from "../../charts/spi/index.ts";
import { firstRow } from "../sql.ts";
import { instanceOf } from "./configuration.ts";

/** A registered service. */
export interface RegisteredService {
  readonly id: string;
  readonly specUrl: string;
  readonly serviceUrl: string;
  /** A description that came with the seed, as JSON. */
  readonly openapi: string | null;
}

/** Whether an application is registered in this instance. */
export function isRegistered(db: DatabaseSync, { instance, ...id }: ServiceIdentifier): boolean {
  if (instance !== instanceOf(db)) return false;
  const { memberClass, memberCode, application } = id;
  return (
    firstRow(
      db,
      "SELECT 1 FROM application WHERE class = ? AND code = ? AND id = ?",
      memberClass,
      memberCode,
      application,
    ) !== undefined
  );
}

/** The service of that id, if a registered application has it. */
export function findService(
  db: DatabaseSync,
  provider: ServiceIdentifier,
  service: string,
): RegisteredService | undefined {
  if (provider.instance !== instanceOf(db)) return undefined;
  return firstRow<RegisteredService>(
    db,
    `SELECT id, spec_url AS specUrl, service_url AS serviceUrl, openapi FROM service
     WHERE class = ? AND code = ? AND application = ? AND id = ?`,
    provider.memberClass,
    provider.memberCode,
    provider.application,
    service,
  );
}

/** Whether a client has the right to call a service. There is none by nature, not even to one's own. */
export function isAllowed(
  db: DatabaseSync,
  client: ServiceIdentifier,
  provider: ServiceIdentifier,
  service: string,
): boolean {
  const instance = instanceOf(db);
  if (client.instance !== instance || provider.instance !== instance) return false;
  return (
    firstRow(
      db,
      `SELECT 1 FROM allowed WHERE class = ? AND code = ? AND application = ? AND service = ?
       AND client_class = ? AND client_code = ? AND client_application = ?`,
      provider.memberClass,
      provider.memberCode,
      provider.application,
      service,
      client.memberClass,
      client.memberCode,
      client.application,
    ) !== undefined
  );
}
