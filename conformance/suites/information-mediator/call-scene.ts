import { setTimeout as delay } from "node:timers/promises";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { changeRights } from "./access.ts";
import type { TestMember } from "./member.ts";
import { addMember } from "./test-members.ts";

/** The section of calls through the mediator. */
export const CALL_SECTION =
  "chapter Service access, /r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}/{serviceCode}/*";

/** What all checks of calls have in common. */
export const CALLS = { needsSink: true };

/** How long a call that must not arrive is waited for, in milliseconds. */
export const SILENCE_MS = 40;

const ARRIVAL_MS = 1500;

/** A member with a service at the sink, and an application that may call it. */
export interface Scene {
  readonly made: TestMember;
  readonly sink: CallbackSink;
  /** Calls the service `echo` as the application `consumer`, which has the right. */
  call(request?: Partial<HttpRequest>, below?: string): Promise<Exchange>;
  /** The call that arrives at the service. */
  arrival(): Promise<Received>;
}

/** Sets the scene for calls to a service. */
export async function setScene(context: CheckContext): Promise<Scene> {
  const { sink, http } = context;
  if (sink === undefined) throw new NotApplicable("there is no sink for the service's calls");
  const made = await addMember(context);
  expectStatus(await changeRights(context, "allow", made, "echo", ["consumer"]), 200);
  const client = made.identifier("consumer");
  return {
    made,
    sink,
    call: (request = {}, below = "/some/path") =>
      http.send({
        method: "POST",
        path: `${made.path("provider")}/echo${below}`,
        client,
        json: {},
        ...request,
      }),
    arrival: async () => {
      const call = await sink.next(made.mark, () => true, ARRIVAL_MS);
      expectTrue(call !== undefined, "a call with the right did not arrive at the service");
      return call;
    },
  };
}

/** No call arrived at the service, also not a moment later. */
export async function expectNothingArrived(scene: Scene): Promise<void> {
  await delay(SILENCE_MS);
  expectEqual(
    (await scene.sink.received(scene.made.mark)).length,
    0,
    "the number of calls that arrived at the service",
  );
}
