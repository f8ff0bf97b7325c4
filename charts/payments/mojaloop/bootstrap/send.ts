import { type HubApi, reasonIn, type Service } from "./hub-api.ts";

/**
 * Sends a change and throws with Mojaloop's own words where it was not taken. That the thing is there already is
 * answered so too: what counts is what is read afterwards, and the words are for whoever waits.
 */
export async function sendAndExpect(
  api: HubApi,
  service: Service,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: unknown,
  stop: AbortSignal,
): Promise<void> {
  const answer = await api.send(service, method, path, body, stop);
  if (answer.status >= 200 && answer.status < 300) return;
  throw new Error(`${method} ${path} was answered ${answer.status}${reasonIn(answer.body)}`);
}
