import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier } from "../../charts/spi/index.ts";
import { presentsToken } from "../bearer-token.ts";
import type { Call } from "../operation.ts";
import { badRequest, Refusal } from "../refusal.ts";
import type { Store } from "../store.ts";
import { recordAudit } from "./audit.ts";
import type { Author } from "./revisions.ts";
import type { ConsentSettings } from "./settings.ts";
import { announce, type ConsentEvent } from "./webhooks.ts";

/** What every operation of this block works with. */
export interface Consent {
  readonly store: Store;
  readonly settings: ConsentSettings;
  readonly managementToken: string | undefined;
  /** There may be something to be delivered. */
  readonly wake: () => void;
}

/** What a change has at hand. */
export interface Changing {
  readonly db: DatabaseSync;
  readonly author: Author;
  /** Tells all webhooks, if the change is stored. */
  readonly announce: (event: ConsentEvent) => void;
}

/** Carries a change out in one transaction, with its line in the log and what webhooks are owed. */
export async function change<T>(
  { store, wake }: Consent,
  call: Call,
  operation: string,
  run: (changing: Changing) => T,
): Promise<T> {
  const other = call.client === undefined ? undefined : formatIdentifier(call.client);
  let announced = false;
  const result = await store.write((db) => {
    const value = run({
      db,
      author: { other },
      announce: (event) => {
        announced = true;
        announce(db, event, call.correlationId);
      },
    });
    recordAudit(db, call, operation, 200);
    return value;
  });
  if (announced) wake();
  return result;
}

/** Refuses those who do not present the management's token, where there is one. */
export function requireManagement({ managementToken }: Consent): (call: Call) => void {
  return ({ headers }) => {
    if (managementToken === undefined || presentsToken(headers, managementToken)) return;
    throw new Refusal(401, "Client.Unauthorized", "this takes the management's token as a bearer token");
  };
}

/** The individual that a call names in a header, whatever its spelling, or in the query. Refuses two that differ. */
export function findIndividual({ headers, query }: Call): string | undefined {
  const isName = (name: string) => name.replaceAll("-", "").toLowerCase().endsWith("individualid");
  const named = [...headers].filter(([name]) => isName(name)).map(([, value]) => value);
  const given = new Set([...named, query.get("individualId") ?? ""].filter((value) => value !== ""));
  if (given.size > 1) throw badRequest("the header and the query name different individuals");
  return [...given][0];
}

/** The individual that a call names. Refuses a call that names none. */
export function individualOf(call: Call): string {
  const found = findIndividual(call);
  if (found === undefined) throw badRequest("the individual's id is required (X-ConsentBB-IndividualId)");
  return found;
}
