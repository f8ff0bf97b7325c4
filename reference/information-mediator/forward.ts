import { randomUUID } from "node:crypto";
import type { ReadableStream } from "node:stream/web";
import type { Context, Next } from "hono";
import { formatIdentifier, type ServiceIdentifier } from "../../charts/spi/index.ts";
import { withoutToken } from "../bearer-token.ts";
import { clientHeader } from "../identifier.ts";
import { forbidden, notFound, Refusal } from "../refusal.ts";
import { correlationIdOf } from "../server.ts";
import { callerOf } from "./access.ts";
import { findService, isAllowed, isRegistered, type RegisteredService } from "./applications.ts";
import { exchange } from "./exchange.ts";
import { headersToSend } from "./forward-headers.ts";
import type { Mediator } from "./mediator.ts";
import { appendEntry, type LogEntry } from "./message-log.ts";
import { Meter } from "./meter.ts";
import { logEnd, passBack } from "./pass-back.ts";
import { RESERVED_SERVICES } from "./routes.ts";
import { readServicePath, type ServicePath, targetPath } from "./service-path.ts";

interface Permitted {
  readonly client: ServiceIdentifier;
  readonly service: RegisteredService;
}

/**
 * Service access: passes a call on to the service that its path names, where the caller has the right, and its answer
 * back. Bodies are streamed. An entry of the message log is on the disk before the call leaves, and another before
 * its answer ends.
 */
export function forwardCalls(
  mediator: Mediator,
): (context: Context, next: Next) => Promise<Response | undefined> {
  return async (context, next) => {
    const url = new URL(context.req.url);
    const path = readServicePath(url.pathname);
    if (path === undefined || RESERVED_SERVICES.has(path.service)) {
      await next();
      return undefined;
    }
    const correlationId = correlationIdOf(context);
    const permitted = await permit(mediator, context.req.raw, path, correlationId);
    return forward(mediator, context.req.raw, path, permitted, correlationId);
  };
}

/** Decides by the rights; a refusal is logged before it is answered. */
async function permit(
  mediator: Mediator,
  request: Request,
  path: ServicePath,
  correlationId: string,
): Promise<Permitted> {
  try {
    const client = callerOf(request.headers);
    return mediator.store.read((db) => {
      const service = findService(db, path.provider, path.service);
      if (service === undefined) throw notFound(`there is no service ${nameOf(path)}`);
      const caller = formatIdentifier(client);
      if (!isRegistered(db, client)) throw forbidden(`${caller} is not registered here`);
      if (!isAllowed(db, client, path.provider, path.service))
        throw forbidden(`${caller} has no right to call ${nameOf(path)}`);
      return { client, service };
    });
  } catch (error) {
    if (error instanceof Refusal) {
      await log(mediator, {
        kind: "refused",
        correlationId,
        operation: "serviceAccess",
        client: clientHeader(request.headers) ?? "",
        service: nameOf(path),
        status: error.status,
      });
    }
    throw error;
  }
}

async function forward(
  mediator: Mediator,
  request: Request,
  path: ServicePath,
  { client, service }: Permitted,
  correlationId: string,
): Promise<Response> {
  const url = new URL(request.url);
  const passage = { messageId: randomUUID(), correlationId, sent: new Meter(), received: new Meter() };
  await log(mediator, {
    kind: "request",
    correlationId,
    messageId: passage.messageId,
    client: formatIdentifier(client),
    service: nameOf(path),
    method: request.method,
    path: path.rest,
  });
  const base = new URL(service.serviceUrl);
  const call = {
    base,
    path: targetPath(base, path.rest, url.search),
    method: request.method,
    headers: headersToSend(withoutToken(request.headers, mediator.managementToken), {
      client,
      correlationId,
      prefix: path.prefix,
      host: request.headers.get("host") ?? url.host,
      protocol: url.protocol.slice(0, -1),
      hasBody: request.body !== null,
    }),
  };
  const body = request.body as ReadableStream<Uint8Array> | null;
  try {
    const running = await exchange(
      mediator.outbound,
      call,
      body,
      passage.sent,
      mediator.settings.callTimeoutMs,
    );
    return await passBack(mediator, request.method, running, passage);
  } catch (error) {
    await logEnd(mediator, passage, error instanceof Refusal ? error.status : 502, false);
    throw error;
  }
}

function nameOf({ provider, service }: ServicePath): string {
  return `${formatIdentifier(provider)}/${service}`;
}

function log(mediator: Mediator, entry: LogEntry): Promise<void> {
  return mediator.store.write((db) => appendEntry(db, entry));
}
