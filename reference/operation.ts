import type { z } from "zod";
import type { ServiceIdentifier } from "../charts/spi/index.ts";

/** A request as a handler sees it: parsed, within limits, and of the shape that the operation declares. */
export interface Call<B = unknown> {
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: B;
  readonly headers: Headers;
  /** The caller as its header names it; present where the operation says `client: "required"`. */
  readonly client: ServiceIdentifier | undefined;
  /** Given by the caller in `X-Correlation-ID`, or made here; it is on every answer and in every log entry. */
  readonly correlationId: string;
  readonly request: Request;
}

/** What a handler answers. No body: an empty answer, as with 204. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Default `application/json; charset=utf-8`; with any other, `body` is the text itself, or bytes. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each a `Set-Cookie` header of its own. */
  readonly cookies?: readonly string[];
}

/** A parameter as the API description has it. */
export interface Parameter {
  readonly name: string;
  readonly required?: boolean;
  readonly type?: "string" | "integer" | "number" | "boolean";
}

/** One served operation of a block's API description. The servers, their OpenAPI text and the tests are made from it. */
export interface Operation<B = unknown> {
  /** The specification's operationId, or where it has none, one of ours (docs/adr/0005). */
  readonly id: string;
  readonly summary: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The specification's template: `/data/{registryName}/{versionNumber}/create`. */
  readonly path: string;
  /** Hono patterns that reach the operation too, or instead where the template is not one segment a parameter. */
  readonly routes?: readonly string[];
  /** The caller's header must be present and well formed. */
  readonly client?: "required" | "optional";
  readonly query?: readonly Parameter[];
  /** Headers beside the caller's, for the description; the operation itself looks at them. */
  readonly headers?: readonly Parameter[];
  /** Throws a refusal for a caller who may not do this at all, before anything of the request is judged. */
  readonly guard?: (call: Call) => void;
  readonly body?: z.ZodType<B>;
  /** Besides JSON. */
  readonly accepts?: readonly string[];
  /** Status to description, as in the specification. */
  readonly responses: Readonly<Record<number, string>>;
  readonly handle: (call: Call<B>) => Answer | Promise<Answer>;
}

/** Declares an operation; the body's type is known inside and forgotten in the list of operations. */
export function defineOperation<B>(operation: Operation<B>): Operation {
  return operation as unknown as Operation;
}
