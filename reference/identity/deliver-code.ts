import { formatIdentifier, type ReferenceConfig } from "../../charts/spi/index.ts";
import { callBack } from "../call-back.ts";
import type { Outbound } from "../outbound.ts";
import { Failure } from "./envelope.ts";
import { textOf } from "./fields.ts";
import type { Person } from "./people.ts";

/** Brings a code to a person. Throws a Failure, `send_failed`, where it cannot. */
export type DeliverCode = (person: Person, code: string) => Promise<void>;

/** An answer has to come within three seconds, and this is only a part of it. */
const TIMEOUT_MS = 2000;

/**
 * Delivers codes by e-mail through the messaging part (Messaging API, POST /send/email/single), by way of the
 * mediator. Neither the code nor the address stands in a URL or in a log.
 */
export function deliverByMessaging(
  config: ReferenceConfig,
  servicePath: string,
  apiKey: string,
  outbound: Outbound,
): DeliverCode {
  const url = `${config.mediator ?? ""}${servicePath}/send/email/single`;
  const sender = config.institutions[`${config.identifier.memberClass}/${config.identifier.memberCode}`];
  return async (person, code) => {
    const email = textOf(person.fields, "email");
    if (email === undefined)
      throw new Failure("send_failed", "there is no e-mail address to send the code to");
    const body = JSON.stringify({
      senderInfo: { organisationName: sender ?? config.part },
      recipientInfo: { email },
      emailContent: { encoding: "UTF-8", title: "Your one-time code", content: messageOf(code) },
    });
    const headers = { apiKey, "X-GovStack-Client": formatIdentifier(config.identifier) };
    const stop = AbortSignal.timeout(TIMEOUT_MS);
    const status = await callBack(outbound, { url, method: "POST", headers, body }, stop);
    if (status !== 200) throw new Failure("send_failed", "the code could not be sent; try again");
  };
}

function messageOf(code: string): string {
  return `${code} is your one-time code. It is good once, for a few minutes. Nobody will ever ask you for it by telephone.`;
}
