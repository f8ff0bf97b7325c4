import type { IncomingMessage } from "node:http";
import type { Outbound } from "../outbound.ts";

const TIMEOUT_MS = 10_000;
/** Longer answers are cut off, and count as none. */
const LONGEST_ANSWER = 256 * 1024;

/** A call as it goes over the wire. */
export interface ServiceCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent where nothing is said. */
  readonly body: string | undefined;
}

/** What a service answered. */
export interface ServiceAnswer {
  readonly status: number;
  /** The parsed answer; undefined where it is not JSON. */
  readonly json: unknown;
}

/** Calls a service. Undefined where no whole answer came in time, or `stop` broke it off. Never rejects. */
export function callService(
  outbound: Outbound,
  { url, method, headers, body }: ServiceCall,
  stop: AbortSignal,
): Promise<ServiceAnswer | undefined> {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const content =
    bytes === undefined
      ? {}
      : { "content-type": "application/json; charset=utf-8", "content-length": String(bytes.byteLength) };
  return new Promise((resolve) => {
    try {
      const request = outbound.open({
        base: url,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { accept: "application/json", ...headers, ...content },
      });
      const breakOff = () => request.destroy();
      const timer = setTimeout(breakOff, TIMEOUT_MS);
      stop.addEventListener("abort", breakOff, { once: true });
      request.on("close", () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", breakOff);
        resolve(undefined);
      });
      request.on("error", () => resolve(undefined));
      request.on("response", (answer) => {
        // From here on it is the answer that counts, and not the end of the connection.
        resolve(
          readAnswer(answer).catch(() => {
            breakOff();
            return undefined;
          }),
        );
      });
      request.end(bytes);
    } catch {
      resolve(undefined);
    }
  });
}

async function readAnswer(answer: IncomingMessage): Promise<ServiceAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LONGEST_ANSWER) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, json: parse(Buffer.concat(chunks).toString("utf8")) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
