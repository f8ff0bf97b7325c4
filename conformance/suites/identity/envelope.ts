import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";

/** The file of client management, OpenID Connect and the wallet, and a path in it, as a check's section names them. */
export const provider = (path: string): string => `Identity-Provider.yaml, ${path}`;

/** The file of credential management, and a path in it. */
export const credentials = (path: string): string => `Credential-Management.yaml, ${path}`;

/** A call whose content is an envelope. */
export interface EnvelopeCall {
  /** Default POST. */
  readonly method?: "POST" | "PUT" | "PATCH";
  readonly path: string;
  readonly request: unknown;
  readonly headers?: HttpRequest["headers"];
}

/** Sends `{ requestTime, request }`. */
export function sendEnvelope({ http }: CheckContext, call: EnvelopeCall): Promise<Exchange> {
  const { method = "POST", path, request, headers = {} } = call;
  return http.send({ method, path, headers, json: { requestTime: new Date().toISOString(), request } });
}

/** A date and time as ISO 8601 writes it. */
export const dateTime = z.iso.datetime({ offset: true, local: true });

const errorEntry = z.looseObject({ errorCode: z.string().min(1), errorMessage: z.string() });

/** One operation of the file spells it with a capital I. */
const time = { responseTime: dateTime.optional(), responseTIme: dateTime.optional() };
/** The same is not said twice. */
const errors = z
  .array(errorEntry)
  .refine((list) => new Set(list.map((one) => JSON.stringify(one))).size === list.length, {
    message: "an error is named twice",
  });
const envelope = z
  .looseObject({ ...time, response: z.unknown().optional(), errors })
  .refine((answer) => (answer.responseTime ?? answer.responseTIme) !== undefined, {
    message: "the time of the answer is missing",
  });

/** The envelope says that it was done; gives its `response`, which has this shape. */
export function expectDone<T>(exchange: Exchange, shape: z.ZodType<T>): T {
  expectStatus(exchange, 200);
  const { errors } = expectShape(exchange, envelope);
  const [first] = errors;
  expectTrue(first === undefined, `it was refused as ${first?.errorCode}: ${first?.errorMessage}`, exchange);
  return expectShape(exchange, z.looseObject({ response: shape })).response;
}

/** The envelope says that it was not done, for one of these reasons. */
export function expectError(exchange: Exchange, ...codes: readonly string[]): void {
  expectRefused(exchange, 200);
  const { errors, response } = expectShape(exchange, envelope);
  const given = errors.map(({ errorCode }) => errorCode);
  expectTrue(given.length > 0, `it was done, and not refused as ${codes.join(" or ")}`, exchange);
  expectTrue(
    given.some((code) => codes.includes(code)),
    `it was refused as ${given.join(", ")}, not as ${codes.join(" or ")}`,
    exchange,
  );
  const empty = response === undefined || response === null || Object.keys(response).length === 0;
  expectTrue(empty, "a refusal has a response all the same", exchange);
}
