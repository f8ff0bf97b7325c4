import type { DatabaseSync } from "node:sqlite";
import { badRequest } from "../refusal.ts";
import { findBiller, findInstitution, type Institution } from "./payees.ts";

/** The payer's institution that a header names. Throws a {@link Refusal} where there is none such. */
export function requireInstitution(db: DatabaseSync, id: string): Institution {
  const found = findInstitution(db, id);
  if (found === undefined) throw badRequest("X-PayerFI-Id names no institution");
  return found;
}

/** The biller that a header names. Throws a {@link Refusal} where there is none such. */
export function requireBiller(db: DatabaseSync, id: string): Institution {
  const found = findBiller(db, id);
  if (found === undefined) throw badRequest("X-billerId names no biller");
  return found;
}
