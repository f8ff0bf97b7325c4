import { Refusal } from "../refusal.ts";

/** The file's one refusal, 400, in place of what other blocks answer 404 or 409 inside of an operation (docs/adr/0015). */
export function asBadInput(refusal: Refusal): Refusal {
  const isOther = refusal.status === 404 || refusal.status === 409;
  return isOther ? new Refusal(400, refusal.code, refusal.message) : refusal;
}

/** The error format of this block, which the specification leaves open. */
export function formatRefusal(refusal: Refusal, correlationId: string): unknown {
  return { code: refusal.code, message: refusal.message, correlationId };
}

/** The headers of a refusal. */
export function headersOfRefusal({ status }: Refusal): Readonly<Record<string, string>> {
  return status === 401 ? { "WWW-Authenticate": "Bearer" } : {};
}
