import type { Outbound } from "../outbound.ts";
import type { CallbackContent } from "./callbacks.ts";
import type { Route } from "./requests.ts";

const TIMEOUT = 10_000;

/** The header's form of a text that came in a header: Latin-1 of its bytes. */
const inHeader = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Posts a call-back to where its request says. The status of the answer, or undefined where none came. Never throws. */
export function postCallback(
  outbound: Outbound,
  { uri, apiKey }: Route,
  { uid, correlationId }: { readonly uid: string; readonly correlationId: string },
  content: CallbackContent,
): Promise<number | undefined> {
  const body = Buffer.from(JSON.stringify(content));
  const url = new URL(uri);
  return new Promise((resolve) => {
    try {
      const request = outbound.open({
        base: url,
        path: `${url.pathname}${url.search}`,
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-length": String(body.byteLength),
          "x-correlation-id": correlationId,
          apiKey: inHeader(apiKey),
          requestUid: uid,
        },
      });
      const timer = setTimeout(() => request.destroy(), TIMEOUT);
      request.on("close", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
      request.on("error", () => resolve(undefined));
      request.on("response", (answer) => {
        resolve(answer.statusCode);
        // The body is nobody's, but the connection can be used again only after it is read.
        answer.on("error", () => request.destroy());
        answer.resume();
      });
      request.end(body);
    } catch {
      resolve(undefined);
    }
  });
}
