import type { Store } from "../../../../reference/store.ts";
import { Worker } from "../../../../reference/worker.ts";
import { type DueNotice, dueNotices, nextNotice, settleNotice } from "./notices.ts";

const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 600_000;

/** Posts results to whoever asked for them, until each is taken with a 2xx. One may arrive twice, after a crash. */
export function createNotifier(
  store: Store,
  tell: (line: string) => void,
  firstPause: number = FIRST_PAUSE_MS,
): Worker<DueNotice> {
  const run = async (notice: DueNotice, stop: AbortSignal): Promise<void> => {
    const isTaken = await post(notice, stop);
    if (stop.aborted) return;
    const now = Date.now();
    const pause = Math.min(firstPause * 2 ** Math.min(notice.tries, 20), LONGEST_PAUSE_MS);
    await store.write((db) => settleNotice(db, notice.number, isTaken ? now : undefined, now + pause));
    if (!isTaken) tell(`a result was not taken by ${new URL(notice.url).host}; it is sent again`);
  };
  return new Worker(
    {
      due: (now, limit) => store.read((db) => dueNotices(db, now, limit)),
      next: (now) => store.read((db) => nextNotice(db, now)),
      keyOf: ({ number }) => String(number),
      run,
      width: 8,
    },
    tell,
  );
}

async function post({ url, correlation, body }: DueNotice, stop: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "x-correlation-id": correlation },
      body,
      // A redirect would lead to where nobody allowed results to be posted.
      redirect: "error",
      signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
