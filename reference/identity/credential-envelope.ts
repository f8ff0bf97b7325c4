import { z } from "zod";
import type { Answer, Call, Operation } from "../operation.ts";
import { described, errorOf, Failure, invalidRequest } from "./envelope.ts";

/** What a handler of enrolment and credential management makes. */
export interface CredentialAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly response: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation of the form `{ id, version, requesttime, request }`. */
export interface CredentialOperation<R>
  extends Pick<Operation, "id" | "summary" | "method" | "path" | "routes" | "guard"> {
  /** What `id` says where the request has none: `govstack.enrollment`. */
  readonly name: string;
  readonly request: z.ZodType<R>;
  readonly responses: Readonly<Record<number, string>>;
  /** The file's `errors` is one object, and absent where there is none. */
  readonly singleError?: true;
  /** The name of the file's time, where it is not `responsetime`. */
  readonly time?: "responseTime" | "requestTime";
  /** Throws a Failure for what is understood and refused. */
  readonly handle: (request: R, call: Call) => CredentialAnswer | Promise<CredentialAnswer>;
}

interface Heading {
  readonly id: unknown;
  readonly version: unknown;
}

/** Declares such an operation (docs/adr/0011). */
export function defineCredential<R>(operation: CredentialOperation<R>): Operation {
  const { name, request, singleError, time = "responsetime", handle, responses, ...rest } = operation;
  const shape = z.object({ id: z.string(), version: z.string(), requesttime: z.string(), request }).partial();
  return {
    ...rest,
    body: described(shape),
    responses: { 400: "No body, or no JSON", 413: "The body is too large", 415: "Not JSON", ...responses },
    handle: async (call) => {
      const heading = headingOf(call.body, name);
      const base = { ...heading, [time]: new Date().toISOString() };
      try {
        const { status = 200, response, headers } = await handle(readRequest(call.body, request), call);
        if (status === 204) return { status };
        return withHeaders(
          { status, body: { ...base, response, ...(singleError ? {} : { errors: [] }) } },
          headers,
        );
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const one = bothSpellings(error);
        return { status: 200, body: { ...base, errors: singleError ? one : [one] } };
      }
    },
  };
}

/** An error with the text under both names that the files have. */
export function bothSpellings(failure: Failure): Record<string, string> {
  return { ...errorOf(failure), message: failure.message };
}

function headingOf(body: unknown, name: string): Heading {
  const { id, version } = (typeof body === "object" ? (body ?? {}) : {}) as Partial<Heading>;
  return { id: typeof id === "string" ? id : name, version: typeof version === "string" ? version : "1.0" };
}

function readRequest<R>(body: unknown, shape: z.ZodType<R>): R {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalidRequest("the body must be an object");
  const parsed = shape.safeParse((body as { request?: unknown }).request);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidRequest(
    `${["request", ...(issue?.path ?? [])].join(".")}: ${issue?.message ?? "wrong shape"}`,
  );
}

function withHeaders(answer: Answer, headers: CredentialAnswer["headers"]): Answer {
  return headers === undefined ? answer : { ...answer, headers };
}
