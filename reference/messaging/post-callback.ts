import { callBack, encodeHeader } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import type { CallbackContent } from "./callbacks.ts";
import type { Route } from "./requests.ts";

/** Posts a call-back to where its request says. The status of the answer, or undefined where none came. Never throws. */
export function postCallback(
  outbound: Outbound,
  { uri, apiKey }: Route,
  { uid, correlationId }: { readonly uid: string; readonly correlationId: string },
  content: CallbackContent,
): Promise<number | undefined> {
  const headers = { "x-correlation-id": correlationId, apiKey: encodeHeader(apiKey), requestUid: uid };
  return callBack(outbound, { url: uri, method: "POST", headers, body: JSON.stringify(content) });
}
