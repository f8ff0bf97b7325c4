import type { Operation } from "../operation.ts";
import { Refusal } from "../refusal.ts";

/** The specification's one refusal, "Invalid input", with the methods that HTTP wants named beside a 405. */
export class InvalidInput extends Refusal {
  readonly allow: string;

  constructor(message: string, allow: string) {
    super(405, "Client.InvalidInput", message);
    this.allow = allow;
  }
}

/** What another block answers 400 or 404 inside of an operation is invalid input here (docs/adr/0013). */
export function asInvalidInput(refusal: Refusal, { method }: Operation): Refusal {
  const isInvalid = refusal.status === 400 || refusal.status === 404;
  return isInvalid ? new InvalidInput(refusal.message, method) : refusal;
}

/** The error format of this block, which the specification leaves open. */
export function formatRefusal(refusal: Refusal, correlationId: string): unknown {
  return { code: refusal.code, message: refusal.message, correlationId };
}

/** The headers of a refusal. */
export function headersOfRefusal(refusal: Refusal): Readonly<Record<string, string>> {
  if (refusal instanceof InvalidInput) return { Allow: refusal.allow };
  return refusal.status === 401 ? { "WWW-Authenticate": "Bearer" } : {};
}
