import type { Call } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { isHeaderText } from "./address.ts";

const LONGEST = 200;

/** The header with the caller's key, as the specification has it. */
export const API_KEY = { name: "apiKey", required: true } as const;
/** The header with the request's name. */
export const REQUEST_UID = { name: "requestUid", required: true } as const;

/** The key that a call came with. Refuses one without. */
export function apiKeyOf(call: Call): string {
  return headerOf(call, API_KEY.name);
}

/** The request that a call is about. Refuses one without. */
export function requestUidOf(call: Call): string {
  return headerOf(call, REQUEST_UID.name);
}

function headerOf({ headers }: Call, name: string): string {
  const value = headers.get(name)?.trim() ?? "";
  if (value === "") throw badRequest(`the header ${name} is required`);
  // Headers arrive as the Latin-1 of their bytes.
  if (value.length > LONGEST || !isHeaderText(Buffer.from(value, "latin1").toString("utf8")))
    throw badRequest(`the header ${name} has at most ${LONGEST} characters and none that cannot be shown`);
  return Buffer.from(value, "latin1").toString("utf8");
}
