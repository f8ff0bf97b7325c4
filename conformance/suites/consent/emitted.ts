import { createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { webhookHeaders } from "./fixtures.ts";
import { readObject } from "./revision.ts";
import { consentApi, makeConsent, sendChange } from "./scene.ts";
import { makeWebhook, secretOf, updateWebhook } from "./webhooks.ts";

const ARRIVAL_MS = 8000;
const SILENCE_MS = 150;

function sinkOf({ sink }: CheckContext): CallbackSink {
  if (sink === undefined) throw new NotApplicable("there is no sink for the webhooks");
  return sink;
}

/** The next call of this check's webhook that is about one of these ids. Its form is right, and its signature holds. */
async function expectTold(context: CheckContext, id: string): Promise<Received> {
  const isWanted = ({ body }: Received) => body.includes(id);
  const call = await sinkOf(context).next(context.mark, isWanted, ARRIVAL_MS);
  if (call === undefined) throw new Unmet("a webhook was not called");
  expectEqual(call.method, "POST", "the method of the webhook's call");
  const type = call.headers["content-type"]?.split(";")[0]?.trim();
  expectEqual(type, "application/json", "the type of the webhook's call");
  expectTrue(readObject(call.body) !== undefined, "what a webhook is told is no JSON object");
  const told = [call.body, call.path, ...Object.values(call.headers)].join("\n");
  expectTrue(!told.includes(secretOf(context)), "a webhook is told its secret");
  expectSigned(context, call);
  return call;
}

/** The call is signed with the webhook's secret, where a fixture says how. */
function expectSigned(context: CheckContext, { headers, body }: Received): void {
  const names = webhookHeaders(context);
  if (names === undefined) return;
  const timestamp = headers[names.timestamp] ?? "";
  const made = createHmac("sha256", secretOf(context)).update(`${timestamp}.${body}`, "utf8").digest("hex");
  expectEqual(headers[names.signature], `sha256=${made}`, "the signature of the webhook's call");
}

/** The checks of what webhooks are told. */
export const emittedChecks = checksOf(
  "emitWebhook",
  consentApi("POST /{Webhook.payloadUrl}"),
  [
    positive("webhook-told", "A webhook is told when somebody consents, and withdraws", async (context) => {
      await makeWebhook(context, { disabled: false });
      const given = await makeConsent(context);
      await expectTold(context, given.record.id);
      expectStatus(await sendChange(context, given, { optIn: false }), 200);
      await expectTold(context, given.record.id);
      // Whatever else it was told meanwhile is signed, too.
      for (const call of await sinkOf(context).received(context.mark)) expectSigned(context, call);
    }),
    positive("webhook-again", "A webhook that could not take it is told again", async (context) => {
      await makeWebhook(context, { disabled: false });
      await sinkOf(context).answerWith(context.mark, [503]);
      const given = await makeConsent(context);
      for (const _ of ["failed", "failed again"]) await expectTold(context, given.record.id);
      await sinkOf(context).answerWith(context.mark, [204]);
      await expectTold(context, given.record.id);
    }),
    negative("webhook-disabled", "A disabled webhook is told nothing", async (context) => {
      const { webhook } = await makeWebhook(context, { disabled: false });
      const first = await makeConsent(context);
      await expectTold(context, first.record.id);
      await updateWebhook(context, webhook, { disabled: true });
      const second = await makeConsent(context, { purpose: "Another one" });
      await delay(SILENCE_MS);
      const calls = await sinkOf(context).received(context.mark);
      expectTrue(!calls.some(({ body }) => body.includes(second.record.id)), "a disabled webhook is told");
    }),
  ],
  { level: "OPTIONAL", needsSink: true },
);
