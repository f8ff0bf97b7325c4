import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { readBody } from "./body.ts";
import { clientHeader, parseIdentifier } from "./identifier.ts";
import { describeOperations } from "./openapi.ts";
import type { Answer, Call, Operation } from "./operation.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** An operation that was called. The body is there where it could be parsed. */
export interface Asked {
  readonly operation: Operation;
  readonly call: Call;
}

/** What makes one block's server differ from another's. */
export interface ServerOptions {
  readonly title: string;
  readonly version: string;
  readonly operations: readonly Operation[];
  /** The block's own error format; with what was asked, where it was an operation, as far as it could be read. */
  readonly formatError: (refusal: Refusal, correlationId: string, asked?: Asked) => unknown;
  /** The refusal that the block's specification has in place of one of ours; default that one. */
  readonly refusalOf?: (refusal: Refusal, operation: Operation) => Refusal;
  /** Headers that the block's error format asks for beside the body. */
  readonly errorHeaders?: (refusal: Refusal) => Readonly<Record<string, string>>;
  /** Called after every answer: the place of the audit log. It must not throw. */
  readonly onAnswer?: (operation: Operation, call: Call, status: number) => void | Promise<void>;
  /** False while the server cannot serve yet, or no longer. */
  readonly ready?: () => boolean;
  /** Routes beyond the operations, such as the mediator's forwarding; they come last. */
  readonly extend?: (app: Hono) => void;
}

/**
 * Makes the HTTP application of a reference server: the operations, `/healthcheck`, `/readyz`, `/openapi.json`;
 * 404 for other paths, 405 with `Allow` for other methods, errors in the block's format, a correlation id on every
 * answer, JSON as `application/json; charset=utf-8`. A trailing slash is accepted everywhere.
 */
export function createServer(options: ServerOptions): Hono {
  const app = new Hono({ strict: false });
  const description = describeOperations(options.title, options.version, options.operations);
  app.use(async (context, next) => {
    context.header("X-Correlation-ID", correlationIdOf(context));
    await next();
  });
  app.get("/healthcheck", (context) => send(context, { status: 200, body: { status: "UP" } }));
  app.get("/readyz", (context) => {
    const ready = options.ready?.() ?? true;
    return send(context, { status: ready ? 200 : 503, body: { status: ready ? "UP" : "DOWN" } });
  });
  app.get("/openapi.json", (context) => send(context, { status: 200, body: description }));
  for (const operation of options.operations) {
    for (const route of routesOf(operation))
      app.on(operation.method, route, (context) => answer(context, operation, options));
  }
  options.extend?.(app);
  addMethodNotAllowed(app, options);
  app.notFound((context) => refuse(context, notFound(`there is nothing at ${context.req.path}`), options));
  app.onError((error, context) => refuse(context, asRefusal(error), options));
  return app;
}

/** The Hono patterns of an operation: its own routes, or its template turned into one. */
function routesOf(operation: Operation): readonly string[] {
  return operation.routes ?? [operation.path.replace(/\{(\w+)\}/g, ":$1")];
}

async function answer(context: Context, operation: Operation, options: ServerOptions): Promise<Response> {
  const correlationId = correlationIdOf(context);
  let call: Call = bareCall(context, correlationId);
  let status = 500;
  try {
    call = await parseCall(context, operation, call);
    const result = await operation.handle(call);
    status = result.status;
    return send(context, result);
  } catch (error) {
    const own = asRefusal(error);
    const refusal = options.refusalOf?.(own, operation) ?? own;
    status = refusal.status;
    return refuse(context, refusal, options, { operation, call });
  } finally {
    await options.onAnswer?.(operation, call, status);
  }
}

function bareCall(context: Context, correlationId: string): Call {
  const url = new URL(context.req.url);
  const headers = context.req.raw.headers;
  const given = clientHeader(headers);
  return {
    params: context.req.param() as Record<string, string>,
    query: url.searchParams,
    body: undefined,
    headers,
    client: given === undefined ? undefined : parseIdentifier(given),
    correlationId,
    request: context.req.raw,
  };
}

async function parseCall(context: Context, operation: Operation, call: Call): Promise<Call> {
  if (operation.client === "required" && call.client === undefined) {
    throw badRequest(
      "the caller's header must say INSTANCE/CLASS/MEMBER/APPLICATION (Information-Mediator-Client or X-GovStack-Client)",
    );
  }
  operation.guard?.(call);
  for (const parameter of operation.query ?? []) checkParameter(call.query.get(parameter.name), parameter);
  if (operation.body === undefined) return call;
  const value = await readBody(context.req.raw, operation.accepts ?? []);
  const parsed = operation.body.safeParse(value);
  if (parsed.success) return { ...call, body: parsed.data };
  const first = parsed.error.issues[0];
  throw badRequest(`${first?.path.join(".") || "the body"}: ${first?.message ?? "has the wrong shape"}`);
}

function checkParameter(
  value: string | null,
  parameter: { name: string; required?: boolean; type?: string },
): void {
  if (value === null || value === "") {
    if (parameter.required) throw badRequest(`the query parameter ${parameter.name} is required`);
    return;
  }
  if (parameter.type === "integer" && !/^-?\d{1,15}$/.test(value))
    throw badRequest(`${parameter.name} must be an integer`);
  if (parameter.type === "number" && !Number.isFinite(Number(value)))
    throw badRequest(`${parameter.name} must be a number`);
  if (parameter.type === "boolean" && value !== "true" && value !== "false")
    throw badRequest(`${parameter.name} must be true or false`);
}

/** Answers that are known to the specification stay as they are; anything else is our bug and says nothing of its inside. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  process.stderr.write(
    `${JSON.stringify({ level: "error", message: error instanceof Error ? error.stack : String(error) })}\n`,
  );
  return new Refusal(500, "Server.InternalError", "internal error");
}

function refuse(context: Context, refusal: Refusal, options: ServerOptions, asked?: Asked): Response {
  return send(context, {
    status: refusal.status,
    body: options.formatError(refusal, correlationIdOf(context), asked),
    headers: options.errorHeaders?.(refusal) ?? {},
  });
}

function send(context: Context, result: Answer): Response {
  const headers = new Headers(result.headers);
  headers.set("X-Correlation-ID", correlationIdOf(context));
  for (const cookie of result.cookies ?? []) headers.append("Set-Cookie", cookie);
  if (result.body === undefined) return new Response(null, { status: result.status, headers });
  headers.set("Content-Type", result.contentType ?? JSON_TYPE);
  return new Response(contentOf(result), { status: result.status, headers });
}

function contentOf({ body, contentType }: Answer): string | Uint8Array<ArrayBuffer> {
  if (contentType === undefined) return JSON.stringify(body);
  return body instanceof Uint8Array ? new Uint8Array(body) : String(body);
}

const CORRELATION = /^[\w.:-]{1,128}$/;
const correlationIds = new WeakMap<Request, string>();

/** The correlation id of a request: the caller's, or one made here; for routes beyond the operations. */
export function correlationIdOf(context: Context): string {
  const known = correlationIds.get(context.req.raw);
  if (known !== undefined) return known;
  const given = context.req.header("X-Correlation-ID");
  const id = given !== undefined && CORRELATION.test(given) ? given : randomUUID();
  correlationIds.set(context.req.raw, id);
  return id;
}

/** A path that an operation has, reached by a method that none has: 405 with the methods that would do. */
function addMethodNotAllowed(app: Hono, options: ServerOptions): void {
  const methods = new Map<string, Set<string>>();
  for (const operation of options.operations) {
    for (const route of routesOf(operation)) {
      const known = methods.get(route) ?? new Set<string>();
      methods.set(route, known.add(operation.method));
    }
  }
  for (const [route, allowed] of methods) {
    app.all(route, (context) => {
      const refusal = new Refusal(
        405,
        "Client.MethodNotAllowed",
        `${context.req.method} is not served at this path`,
      );
      const response = refuse(context, refusal, options);
      response.headers.set("Allow", [...allowed].join(", "));
      return response;
    });
  }
}
