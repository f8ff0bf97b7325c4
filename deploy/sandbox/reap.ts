import { EXPIRES_ANNOTATION, SANDBOX_LABEL } from "./marks.ts";
import type { PodApi } from "./pod-api.ts";
import type { ReaperConfig } from "./reaper-config.ts";

/** How often the record is asked for the end of the time, in milliseconds. */
const ASK_MS = 10_000;
const RETRY_MS = 1000;
const RECORDS = "/namespaces/country-stack";

/** Time as a reaper sees it; tests give their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Waits until the sandbox's time is over, then removes it: lease, so that a run that still lives stops; the parts'
 * namespaces, until they are gone; the record; and last the reaper's own namespace, which owns its rights. Each step
 * may be repeated, so that a reaper that was killed goes on where it was. `tell` hears what happens.
 */
export async function reapSandbox(
  config: ReaperConfig,
  api: PodApi,
  clock: Clock,
  tell: (text: string) => void,
): Promise<void> {
  await untilExpired(config, api, clock);
  tell(`the time of sandbox ${config.sandbox} is over`);
  await untilGone(`/apis/coordination.k8s.io/v1${RECORDS}/leases/${config.sandbox}`, undefined);
  await Promise.all(config.namespaces.map((name) => untilGone(`/api/v1/namespaces/${name}`, config.sandbox)));
  tell(`removed: ${config.namespaces.join(", ")}`);
  await untilGone(`/api/v1${RECORDS}/configmaps/${config.sandbox}`, config.sandbox);
  tell("removing the reaper itself");
  await untilGone(`/api/v1/namespaces/${config.ownNamespace}`, config.sandbox);

  async function untilGone(path: string, label: string | undefined): Promise<void> {
    for (;;) {
      const isGone = await removeOwn(api, path, label).catch((error: Error) => {
        tell(`${path}: ${error.message}`);
        return false;
      });
      if (isGone) return;
      await clock.sleep(RETRY_MS);
    }
  }
}

async function untilExpired(config: ReaperConfig, api: PodApi, clock: Clock): Promise<void> {
  let expires = Date.parse(config.expires);
  for (;;) {
    expires = (await readExpiry(config, api)) ?? expires;
    const left = expires - clock.now();
    if (left <= 0) return;
    await clock.sleep(Math.min(left, ASK_MS));
  }
}

/** The end of the time as the record says; undefined where it does not say, or cannot be read now. */
async function readExpiry(config: ReaperConfig, api: PodApi): Promise<number | undefined> {
  const path = `/api/v1${RECORDS}/configmaps/${config.sandbox}`;
  const answer = await api.send("GET", path).catch(() => undefined);
  const expires = Date.parse(answer?.body?.metadata?.annotations?.[EXPIRES_ANNOTATION] ?? "");
  return Number.isNaN(expires) ? undefined : expires;
}

/** Asks for an object's removal where it is of this sandbox; answers whether there is none of it any more. */
async function removeOwn(api: PodApi, path: string, label: string | undefined): Promise<boolean> {
  const { status, body } = await api.send("GET", path);
  if (status === 404) return true;
  if (status !== 200) throw new Error(`HTTP ${status}`);
  // A name is not enough: someone else may have taken it since.
  if (label !== undefined && body.metadata.labels?.[SANDBOX_LABEL] !== label) return true;
  if (body.metadata.deletionTimestamp !== undefined) return false;
  const { uid } = body.metadata;
  const answer = await api.send("DELETE", path, { preconditions: { uid } });
  if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409) {
    throw new Error(`HTTP ${answer.status}`);
  }
  return answer.status === 404;
}
