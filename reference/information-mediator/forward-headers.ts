import { formatIdentifier, type ServiceIdentifier } from "../../charts/spi/index.ts";
import { encodeHeader } from "../call-back.ts";

/** Headers of one connection and not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What says who calls, or from where: only the mediator may say that. */
const IDENTITY =
  /^(?:x-forwarded(?:-.*)?|forwarded|x-real-ip|x-(?:govstack|road)-(?:client|publisher|represented-party|service|security-server)|information-mediator-client|x-(?:ssl-)?client-(?:cert|dn|verify).*)$/;

/** Facts of a call that the application is told. */
export interface ForwardedCall {
  readonly client: ServiceIdentifier;
  readonly correlationId: string;
  readonly prefix: string;
  readonly host: string;
  readonly protocol: string;
  readonly hasBody: boolean;
}

/** The headers to send on: the caller's without those of the connection and of identity, and the mediator's own. */
export function headersToSend(from: Headers, call: ForwardedCall): Record<string, string> {
  const dropped = connectionHeaders(from.get("connection"));
  const sent: Record<string, string> = {};
  for (const [name, value] of from) {
    if (HOP_BY_HOP.has(name) || dropped.has(name) || IDENTITY.test(name)) continue;
    // Node asks for the body itself, and a length without a body would make the application wait for it.
    if (name === "host" || name === "expect" || (name === "content-length" && !call.hasBody)) continue;
    sent[name] = value;
  }
  const client = encodeHeader(formatIdentifier(call.client));
  return {
    ...sent,
    "x-govstack-client": client,
    "information-mediator-client": client,
    "x-correlation-id": call.correlationId,
    "x-forwarded-prefix": call.prefix,
    "x-forwarded-host": call.host,
    "x-forwarded-proto": call.protocol,
  };
}

/** The headers of an application's answer, as they came, without those of the connection. */
export function headersToReturn(raw: readonly string[], correlationId: string): Headers {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    pairs.push([(raw[index] ?? "").toLowerCase(), raw[index + 1] ?? ""]);
  const dropped = new Set(
    pairs.filter(([name]) => name === "connection").flatMap(([, value]) => [...connectionHeaders(value)]),
  );
  const headers = new Headers();
  for (const [name, value] of pairs)
    if (!HOP_BY_HOP.has(name) && !dropped.has(name)) headers.append(name, value);
  headers.set("x-correlation-id", correlationId);
  return headers;
}

function connectionHeaders(value: string | null): Set<string> {
  return new Set((value ?? "").split(",").map((name) => name.trim().toLowerCase()));
}
