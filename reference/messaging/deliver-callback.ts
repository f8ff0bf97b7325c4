import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import { recordAudit } from "./audit.ts";
import {
  type CallbackContent,
  type DueCallback,
  describeEnd,
  findDueCallbacks,
  nextCallbackAt,
  settleCallback,
} from "./callbacks.ts";
import { Courier, type Errand, pauseAfter } from "./courier.ts";
import { postCallback } from "./post-callback.ts";
import { PLACES, type Route } from "./requests.ts";
import type { MessagingSettings } from "./settings.ts";
import type { Vault } from "./vault.ts";

const WIDTH = 16;
const HOUR = 3_600_000;

/** Makes the courier of call-backs: each is posted until it is answered 2xx or too old. */
export function createCallbackCourier(
  store: Store,
  vault: Vault,
  outbound: Outbound,
  settings: Pick<MessagingSettings, "retryBaseMs" | "giveUpAfterHours">,
): Courier<DueCallback> {
  const attempt = async (due: DueCallback): Promise<"done"> => {
    const route = vault.open<Route>(PLACES.route(due.request), due.sealedRoute);
    const body =
      due.sealedBody === null
        ? store.read((db) => describeEnd(db, due))
        : vault.open<CallbackContent>(PLACES.callback(due.request), due.sealedBody);
    const status = await postCallback(outbound, route, due, body);
    // An attempt that the end of the server broke off is not the other side's failure.
    if (courier.closed && status === undefined) return "done";
    const taken = status !== undefined && status >= 200 && status < 300;
    const tooOld = Date.now() - due.since >= settings.giveUpAfterHours * HOUR;
    const nextAt = Date.now() + pauseAfter(due.attempts, settings.retryBaseMs);
    const { uid: request, correlationId } = due;
    await store.write((db) => {
      if (taken) settleCallback(db, due, { state: "taken" });
      else settleCallback(db, due, tooOld ? { state: "givenUp" } : { state: "owed", nextAt });
      recordAudit(db, { kind: "callback", request, outcome: String(status ?? "unreachable"), correlationId });
    });
    return "done";
  };
  const errand: Errand<DueCallback> = {
    findDue: (now, limit) => store.read((db) => findDueCallbacks(db, now, limit)),
    nextAt: (now) => store.read((db) => nextCallbackAt(db, now)),
    attempt,
    width: WIDTH,
    retryBaseMs: settings.retryBaseMs,
  };
  const courier = new Courier(errand);
  return courier;
}
