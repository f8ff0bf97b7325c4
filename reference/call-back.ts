import type { Outbound } from "./outbound.ts";

const TIMEOUT_MS = 10_000;

/** A call that a server makes of its own: of a result, a notice or an event. */
export interface CallBack {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; empty where nothing is said. */
  readonly body: string;
}

/**
 * Makes the call. The status of its answer, or undefined where none came within ten seconds or `stop` broke it off. Never
 * throws.
 */
export function callBack(
  outbound: Outbound,
  { url, method, headers, body }: CallBack,
  stop?: AbortSignal,
): Promise<number | undefined> {
  const target = new URL(url);
  const bytes = Buffer.from(body);
  return new Promise((resolve) => {
    try {
      const request = outbound.open({
        base: target,
        path: `${target.pathname}${target.search}`,
        method,
        headers: {
          ...headers,
          ...(bytes.byteLength === 0
            ? {}
            : {
                "content-type": "application/json; charset=utf-8",
                "content-length": String(bytes.byteLength),
              }),
        },
      });
      const breakOff = () => request.destroy();
      const timer = setTimeout(breakOff, TIMEOUT_MS);
      stop?.addEventListener("abort", breakOff, { once: true });
      request.on("close", () => {
        clearTimeout(timer);
        stop?.removeEventListener("abort", breakOff);
        resolve(undefined);
      });
      request.on("error", () => resolve(undefined));
      request.on("response", (answer) => {
        resolve(answer.statusCode);
        // The body is nobody's, but the connection can be used again only after it is read.
        answer.on("error", breakOff);
        answer.resume();
      });
      request.end(bytes);
    } catch {
      resolve(undefined);
    }
  });
}

/** Headers carry Latin-1 only; UTF-8 bytes go in it as they came from the caller's header. */
export function encodeHeader(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
