import { z } from "zod";
import type { Answer, Call, Operation } from "../operation.ts";

/** A request that was understood and is refused: a code of the operation's list, answered with 200. */
export class Failure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "Failure";
    this.code = code;
  }
}

/** The request does not have the shape that the specification asks for. */
export const invalidRequest = (message: string): Failure => new Failure("invalid_request", message);

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Whether a value is an ISO 8601 date and time. */
export function isDateTime(value: unknown): value is string {
  return typeof value === "string" && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
}

/** An operation of the form `{ requestTime, request }` to `{ responseTime, response, errors }`. */
export interface EnvelopeOperation<R>
  extends Pick<Operation, "id" | "summary" | "method" | "path" | "routes" | "guard"> {
  readonly request: z.ZodType<R>;
  /** The code for what is wrong with a field of `request`, where it is not `invalid_request`. */
  readonly codes?: Readonly<Record<string, string>>;
  /** A status besides 200 and those of requests that are not understood. */
  readonly responses?: Readonly<Record<number, string>>;
  /** Makes `response`; throws a {@link Failure}. */
  readonly handle: (request: R, call: Call) => object | Promise<object>;
}

const REFUSED = {
  400: "No body, or no JSON",
  413: "The body is too large",
  415: "Not JSON",
} as const;

/** Declares such an operation (docs/adr/0011). */
export function defineEnvelope<R>(operation: EnvelopeOperation<R>): Operation {
  const { request, codes = {}, handle, responses, ...rest } = operation;
  return {
    ...rest,
    body: described(z.object({ requestTime: z.string(), request })),
    responses: { 200: "The answer, or why not", ...REFUSED, ...responses },
    handle: async (call) => {
      try {
        const response = await handle(readRequest(call.body, request, codes), call);
        return enveloped({ response, errors: [] });
      } catch (error) {
        if (error instanceof Failure) return enveloped({ errors: [errorOf(error)] });
        throw error;
      }
    },
  };
}

function readRequest<R>(body: unknown, shape: z.ZodType<R>, codes: Readonly<Record<string, string>>): R {
  const { requestTime, request } = (typeof body === "object" ? (body ?? {}) : {}) as Record<string, unknown>;
  if (!isDateTime(requestTime)) throw invalidRequest("requestTime: must be a date and time (ISO 8601)");
  if (typeof request !== "object" || request === null || Array.isArray(request))
    throw invalidRequest("request: must be an object");
  const parsed = shape.safeParse(request);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = String(issue?.path[0] ?? "");
  throw new Failure(
    codes[field] ?? "invalid_request",
    `request.${issue?.path.join(".") ?? ""}: ${issue?.message ?? "has the wrong shape"}`,
  );
}

/** link-status of the specification says `responseTIme`: both spellings are emitted there, by the operation. */
function enveloped(content: object): Answer {
  return { status: 200, body: { responseTime: new Date().toISOString(), ...content } };
}

/** A failure as the lists of errors have it. */
export function errorOf({ code, message }: Failure): { errorCode: string; errorMessage: string } {
  return { errorCode: code, errorMessage: message };
}

/** A schema that takes anything and is described as another one: what does not fit is answered with 200. */
export function described(schema: z.ZodType): z.ZodType<unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return z.unknown().meta(json);
}
