import type { Call, Parameter } from "../operation.ts";
import { noteOf } from "./audit.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import type { Scheduler } from "./scheduler.ts";

/** Who asks; not required in the query, because the body can say it. */
export const CALLER: readonly Parameter[] = [{ name: "requestor_id" }, { name: "request_token" }];
/** What is asked, as JSON. */
export const QRY: Parameter = { name: "qry" };

/** What every operation can be answered. */
export const RESPONSES = {
  200: "Success",
  400: "Invalid request",
  403: "No permission",
  404: "One or more of what was specified was not found",
} as const;
/** And where something is written. */
export const CHANGED = { ...RESPONSES, 409: "What is stored forbids it" } as const;

/** Reads the parameters of a call and lets in whoever may ask. Throws a refusal with 400 or 403. */
export async function enter({ admit }: Scheduler, call: Call): Promise<Parameters> {
  const parameters = await readParameters(call);
  noteOf(call).requestor = parameters.requestor;
  admit(parameters);
  return parameters;
}
