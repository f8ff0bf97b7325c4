import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectMatches, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { askChange, askDelete, make, moment, schedulerApi } from "./scene.ts";

const ARRIVAL_MS = 10_000;
const SILENCE_MS = 250;

function sinkOf({ sink }: CheckContext): CallbackSink {
  if (sink === undefined) throw new NotApplicable("there is no sink for the alerts");
  return sink;
}

/** What the checks look at in an alert: the message, and where others are there, that they are true. */
const content = z.looseObject({ message_body: z.string().min(1) });

/** A subscriber and a resource with appointments, each with an `alert_url` of its own at the sink. */
async function makeScene(context: CheckContext) {
  const { mark } = context;
  const name = `Test ${mark}`;
  const url = sinkOf(context).urlFor(mark);
  const entity_id = await make(context, "entity", { name });
  const slots = [{ from: moment("09:00:00"), to: moment("10:00:00") }];
  const event_id = await make(context, "event", { name, host_entity_id: entity_id, slots });
  const book = async (kind: "subscriber" | "resource") => {
    const alert_url = `${url}/emitAlert/${kind}`;
    const participant_id = await make(context, kind, { name: `${name}-${kind}`, alert_url });
    const booking = { exclusive: true, event_ids: [event_id], participant_type: kind, participant_id };
    return { participant_id, appointment_id: await make(context, "appointment", booking) };
  };
  const subscriber = await book("subscriber");
  const resource = await book("resource");
  const message_body = `Test message ${mark} ಅಶ್ವಿನಿ`;
  const message_id = await make(context, "message", {
    entity_id,
    category: `reminder-${mark}`,
    message_body,
  });
  return { event_id, subscriber, resource, message_body, message_id, category: `reminder-${mark}` };
}

/** Has an alert brought out at a moment, or now. */
function schedule(
  context: CheckContext,
  { event_id, message_id }: { readonly event_id: string; readonly message_id: string },
  target_category: "subscriber" | "resource",
  alert_datetime = new Date().toISOString(),
): Promise<string> {
  return make(context, "alert_schedule", { event_id, target_category, message_id, alert_datetime });
}

/** The next alert; it has to be complete. */
async function expectAlert(context: CheckContext): Promise<Received & { said: z.infer<typeof content> }> {
  const call = await sinkOf(context).next(context.mark, () => true, ARRIVAL_MS);
  if (call === undefined) throw new Unmet("an alert that is due was not brought");
  expectEqual(call.method, "POST", "the method of the alert");
  const type = call.headers["content-type"]?.split(";")[0]?.trim();
  expectEqual(type, "application/json", "the type of the alert");
  const said = readContent(call);
  expectTrue(said !== undefined, "an alert has no message_body");
  return { ...call, said };
}

function readContent({ body }: Received): z.infer<typeof content> | undefined {
  try {
    return content.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** After a moment so many alerts have come, and not more. */
async function expectCalls(context: CheckContext, count: number): Promise<void> {
  await delay(SILENCE_MS);
  const calls = await sinkOf(context).received(context.mark);
  expectEqual(calls.length, count, "the number of alerts");
}

/** What an alert says beside its message is true, where it says so. */
function expectTrueOf(
  said: Readonly<Record<string, unknown>>,
  truth: Readonly<Record<string, unknown>>,
): void {
  const known = Object.entries(truth).filter(([key]) => said[key] !== undefined);
  expectMatches(said, Object.fromEntries(known), "what an alert says");
}

/** Alerts that the scheduler brings. */
export const alertChecks = checksOf(
  "emitAlert",
  schedulerApi("POST /alert_url"),
  [
    positive("alert", "A subscriber is alerted when an alert is due, and nobody else", async (context) => {
      const scene = await makeScene(context);
      const alert_schedule_id = await schedule(context, scene, "subscriber");
      const { path, said } = await expectAlert(context);
      expectEqual(path, "/emitAlert/subscriber", "the way to the receiver of the alert");
      expectEqual(said.message_body, scene.message_body, "the message of the alert");
      expectTrueOf(said, {
        ...{ alert_schedule_id, event_id: scene.event_id, message_id: scene.message_id },
        ...{ category: scene.category, event_name: `Test ${context.mark}` },
        ...{ target_category: "subscriber", target_id: scene.subscriber.participant_id },
      });
      const { alert_datetime: due = new Date().toISOString(), alert_id: id = "" } = said;
      const isMoment = /^\d{4}-/.test(String(due)) && !Number.isNaN(Date.parse(String(due)));
      expectTrue(isMoment, "the alert_datetime of an alert is no moment");
      expectTrue(typeof id === "string", "the alert_id of an alert is no text");
      await expectCalls(context, 1);
    }),
    positive("alert-resource", "A resource is alerted at its own address", async (context) => {
      const scene = await makeScene(context);
      await schedule(context, scene, "resource");
      const { path, said } = await expectAlert(context);
      expectEqual(path, "/emitAlert/resource", "the way to the receiver of the alert");
      expectEqual(said.message_body, scene.message_body, "the message of the alert");
    }),
    positive(
      "alert-again",
      "An alert that could not be brought is brought again, the same",
      async (context) => {
        const scene = await makeScene(context);
        await sinkOf(context).answerWith(context.mark, [503, 204]);
        await schedule(context, scene, "subscriber");
        const first = await expectAlert(context);
        const second = await expectAlert(context);
        expectEqual(second.said, first.said, "what an alert says the second time");
        expectEqual(second.path, first.path, "the way to the receiver the second time");
      },
    ),
    negative("alert-early", "Nobody is alerted before it is due, or after it was moved", async (context) => {
      const scene = await makeScene(context);
      const id = await schedule(context, scene, "subscriber", moment("08:00:00"));
      await expectCalls(context, 0);
      await askChange(context, "alert_schedule", id, { alert_datetime: new Date().toISOString() });
      await expectAlert(context);
      await expectCalls(context, 1);
    }),
    negative("alert-cancelled", "Whoever has no appointment any more is not alerted", async (context) => {
      const scene = await makeScene(context);
      await askDelete(context, "appointment", scene.subscriber.appointment_id);
      await schedule(context, scene, "subscriber");
      await schedule(context, scene, "resource");
      const { path } = await expectAlert(context);
      expectEqual(path, "/emitAlert/resource", "the way to the receiver of the alert");
      await expectCalls(context, 1);
    }),
  ],
  { level: "RECOMMENDED", needsSink: true },
);
