import { setTimeout as delay } from "node:timers/promises";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { calling } from "./bpmn.ts";
import { expectEnded, expectRunning, isRunning, readInstance, start, startNew, stop } from "./instances.ts";
import { workflowApi } from "./scene.ts";

const ARRIVAL_MS = 8000;
const SILENCE_MS = 200;
const OPTIONAL = { level: "OPTIONAL", needsSink: true } as const;

function sinkOf(context: CheckContext): CallbackSink {
  if (context.sink === undefined) throw new NotApplicable("there is no sink for the calls of services");
  return context.sink;
}

/** Starts an instance whose first task calls the sink. */
function startCalling(context: CheckContext) {
  const url = `${sinkOf(context).urlFor(context.mark)}/callService`;
  return startNew(context, calling(url), { amount: "99" });
}

async function expectCalled(context: CheckContext): Promise<Received> {
  const call = await sinkOf(context).next(context.mark, () => true, ARRIVAL_MS);
  if (call === undefined) throw new Unmet("the service of a service task was not called");
  expectEqual(call.method, "POST", "the method of the call");
  const type = call.headers["content-type"]?.split(";")[0]?.trim();
  expectEqual(type, "application/json", "the type of the call");
  return call;
}

/** Calling the services of service tasks. */
export const callChecks = checksOf(
  "callService",
  workflowApi("POST /processes/{processId}/start (serviceTask)"),
  [
    positive(
      "call-service",
      "A service task calls its service, and then the instance goes on",
      async (context) => {
        const { instanceId, processId } = await startCalling(context);
        const { body } = await expectCalled(context);
        for (const [what, value] of [
          ["the instance", instanceId],
          ["the process", processId],
          ["the names of its values", "amount"],
          ["its values", "99"],
          ["its task", "ask"],
        ] as const)
          expectTrue(body.includes(`"${value}"`), `the call does not say ${what}`);
        await expectEnded(context, instanceId);
        expectEqual((await sinkOf(context).received(context.mark)).length, 1, "the number of calls");
      },
    ),
    positive("call-again", "A service that is not there for a moment is called again", async (context) => {
      await sinkOf(context).answerWith(context.mark, [503, 500, 200]);
      const { instanceId } = await startCalling(context);
      const calls = [];
      for (const _ of ["failed", "failed again", "taken"]) calls.push(await expectCalled(context));
      expectEqual(new Set(calls.map(({ body }) => body)).size, 1, "the number of different calls");
      await expectEnded(context, instanceId);
    }),
    negative(
      "call-refused",
      "An instance whose service refuses does not go on as if it had not",
      async (context) => {
        await sinkOf(context).answerWith(context.mark, [200]);
        const right = await startCalling(context);
        const done = await expectEnded(context, right.instanceId);
        await sinkOf(context).answerWith(context.mark, [404]);
        const { id: instanceId } = await start(context, right.processId, { amount: "99" });
        await delay(SILENCE_MS);
        const { answer, found } = await readInstance(context, instanceId);
        expectTrue(
          found.state !== done,
          "an instance whose service refused has ended as if it had not",
          answer,
        );
      },
    ),
    negative("call-stopped", "The service of an instance that was stopped is left alone", async (context) => {
      await sinkOf(context).answerWith(context.mark, [503]);
      const { instanceId, processId } = await startCalling(context);
      await expectCalled(context);
      await expectRunning(context, instanceId);
      await stop(context, instanceId, processId);
      // One that was under way may arrive still.
      await delay(SILENCE_MS);
      const before = (await sinkOf(context).received(context.mark)).length;
      await delay(SILENCE_MS);
      expectEqual((await sinkOf(context).received(context.mark)).length, before, "the number of calls");
      const { found } = await readInstance(context, instanceId);
      expectTrue(!isRunning(found.state), "an instance that was stopped runs");
    }),
  ],
  OPTIONAL,
);
