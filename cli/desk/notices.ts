import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../conformance/check.ts";
import { accept, readStatus, STATES, type State } from "../../conformance/suites/messaging/scene.ts";

/** What somebody is told, and by whom. */
export interface Notice {
  readonly ministry: string;
  readonly officer: { readonly name: string; readonly email: string };
  readonly recipient: { readonly name: string; readonly email: string };
  readonly title: string;
  readonly content: string;
}

/** A notice that was taken, and what has become of it. */
export interface SentNotice {
  readonly title: string;
  readonly requestUid: string;
  readonly state: State;
}

/** How long it is waited for the mail server's answer, in milliseconds, and between two looks. */
const WAIT_MS = 3000;
const LOOK_MS = 100;
const UNDER_WAY: readonly State[] = ["scheduled", "processing"];

/** Sends a notice as an e-mail, and waits a little for what becomes of it. */
export async function sendNotice(telling: CheckContext, notice: Notice): Promise<SentNotice> {
  const { ministry, officer, recipient, title, content } = notice;
  const requestUid = await accept(telling, "single", {
    senderInfo: { organisationName: ministry, email: officer.email, name: officer.name },
    recipientInfo: recipient,
    emailContent: { encoding: "UTF-8", title, content },
  });
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const state = await readState(telling, requestUid);
    if (!UNDER_WAY.includes(state) || Date.now() > end) return { title, requestUid, state };
    await delay(LOOK_MS);
  }
}

/** What has become of a notice until now. */
export async function readState(telling: CheckContext, requestUid: string): Promise<State> {
  const { counts } = await readStatus(telling, requestUid);
  return STATES.find((state) => (counts[state] ?? 0) > 0) ?? "notSent";
}
