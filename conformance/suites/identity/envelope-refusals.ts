import type { CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { expectError } from "./envelope.ts";

/** An operation that takes an envelope, as the refusals of what is no envelope need it. */
export interface EnvelopeOperation {
  /** Begins the ids of the checks. */
  readonly id: string;
  readonly method?: "POST" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A `request` of the right shape. */
  readonly request: (context: CheckContext) => object;
  /** How it is refused when `request` lacks all it needs; default `invalid_request`. */
  readonly codes?: readonly string[];
}

const JSON_TYPE = { "content-type": "application/json" };

/** What every operation that takes an envelope must refuse. */
export function envelopeRefusals(operation: EnvelopeOperation): Statement[] {
  const { id, method = "POST", path, headers = {}, codes = ["invalid_request"] } = operation;
  const sends = (context: CheckContext, request: Omit<HttpRequest, "path" | "method">) =>
    context.http.send({ ...request, method, path, headers: { ...headers, ...request.headers } });
  return [
    negative(`${id}-without-content`, "A call without content is refused at once", async (context) => {
      expectRefused(await sends(context, { headers: JSON_TYPE }), 400, 422);
    }),
    negative(`${id}-malformed`, "Content that is cut off is refused", async (context) => {
      const whole = JSON.stringify({ requestTime: now(), request: operation.request(context) });
      expectRefused(await sends(context, { headers: JSON_TYPE, text: whole.slice(0, -3) }), 400, 422);
    }),
    negative(`${id}-incomplete`, "Content that lacks what is required is refused", async (context) => {
      const request = operation.request(context);
      expectError(await sends(context, { json: { requestTime: now() } }), "invalid_request");
      expectError(await sends(context, { json: { request } }), "invalid_request");
      expectError(await sends(context, { json: { requestTime: "soon", request } }), "invalid_request");
      expectError(await sends(context, { json: { requestTime: now(), request: {} } }), ...codes);
    }),
  ];
}

const now = () => new Date().toISOString();
