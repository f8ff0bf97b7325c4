import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp } from "../ask-app.ts";
import { createMessaging } from "./create.ts";
import type { Received } from "./mailbox.ts";

const PATIENCE_MS = 15_000;

/** A test's server and the ways to talk to it. */
export interface StartedMessaging {
  /** Sends a request with the key `key-1`. */
  readonly send: Ask;
  /** Sends an e-mail and gives its requestUid. */
  accept(body: unknown, operation?: "single" | "batch"): Promise<string>;
  /** The numbers of a request that are not 0. */
  statusOf(requestUid: string): Promise<Readonly<Record<string, number>>>;
  /** What has arrived in the mailbox for an address. */
  arrived(to: string): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "messaging",
    block: "messaging",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "messaging" },
    clientAuthentication: "none",
    institutions: {},
    ...part,
    settings: { retryBaseMs: 5, ...part.settings },
  };
}

/** A single e-mail to this address. */
export function exampleEmail(email: string, changes: object = {}): Record<string, unknown> {
  return {
    senderInfo: { name: "Clinic", email: "clinic@health.example", replyTo: "desk@health.example" },
    recipientInfo: { email, name: "Amra" },
    emailContent: { encoding: "UTF-8", title: "Your appointment", content: "On Monday at nine." },
    ...changes,
  };
}

/** A batch to these recipients, encoded as the specification wants it. */
export function exampleBatch(recipients: readonly unknown[], changes: object = {}): Record<string, unknown> {
  const list = recipients.map((recipientInfo) => ({ recipientInfo }));
  const batchEmailAsBase64 = Buffer.from(JSON.stringify(list)).toString("base64");
  return { ...exampleEmail(""), recipientInfo: { batchEmailAsBase64 }, ...changes };
}

/** All states, for the query of the status. */
export const ALL = "scheduled,processing,deferred,bounced,notSent,delivered";

/** Starts a server in memory, or in a folder. */
export function startMessaging(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): StartedMessaging {
  const { app, close } = createMessaging(testConfig(part), folder);
  const send = askApp(app, { apiKey: "key-1" });
  return {
    send,
    close,
    accept: async (body, operation = "single") => {
      const answer = await send("POST", `/send/email/${operation}`, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body.requestUid;
    },
    statusOf: async (requestUid) => {
      const answer = await send("GET", `/status/email?status=${ALL}`, undefined, { requestUid });
      return Object.fromEntries(Object.entries(answer.body).filter(([, count]) => count !== 0)) as Record<
        string,
        number
      >;
    },
    arrived: async (to) =>
      (await send("GET", `/development/messages?to=${encodeURIComponent(to)}`)).body.messages,
  };
}

/** Waits until something holds; rejects where it does not for long, on whatever machine. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
