import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallLog } from "./call-log.ts";
import type { SinkAnswer } from "./callback-sink.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Takes a call to `/MARK...` into the log and answers it; 413 to bodies above 1 MiB, which are not kept. */
export async function receiveCall(
  log: CallLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, mark = "", path = ""] = /^\/([^/?]*)(.*)$/s.exec(request.url ?? "") ?? [];
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return void response.writeHead(413, { connection: "close" }).end();
  const call = { method: request.method ?? "", path, headers: flatten(request), body, at: Date.now() };
  sendAnswer(response, log.keep(safeDecode(mark), call));
}

/** The content of a request as text. Throws when it is longer than 1 MiB or breaks off. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("body above the limit");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sendAnswer(response: ServerResponse, { status, content }: SinkAnswer): void {
  response.writeHead(status, content === undefined ? {} : { "content-type": content.type });
  response.end(content?.text);
}

/** Text that is no percent-encoding is taken as it stands. */
export function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function flatten(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
  );
}
