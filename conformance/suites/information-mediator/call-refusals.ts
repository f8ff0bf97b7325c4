import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative } from "../checks-of.ts";
import { changeRights } from "./access.ts";
import { CALL_SECTION, CALLS, expectNothingArrived, SILENCE_MS, setScene } from "./call-scene.ts";
import type { TestMember } from "./member.ts";

async function refusesAfterDenial(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  expectStatus(await scene.call(), 204);
  await scene.arrival();
  expectStatus(await changeRights(context, "deny", scene.made, "echo", ["consumer"]), 200);
  expectRefused(await scene.call(), 401, 403);
  await delay(SILENCE_MS);
  expectEqual(
    (await scene.sink.received(scene.made.mark)).length,
    1,
    "the number of calls that arrived at the service",
  );
}

/** A call that must be refused before it reaches the service. */
function refuses(statuses: readonly number[], request: (made: TestMember) => Partial<HttpRequest>) {
  return async (context: CheckContext): Promise<void> => {
    const scene = await setScene(context);
    expectRefused(await scene.call(request(scene.made)), ...statuses);
    await expectNothingArrived(scene);
  };
}

const service = (made: TestMember, path: string) => ({ path: `${made.path("provider")}/${path}` });

/** Next to the service lies another one, which a path with encoded dots must not reach. */
async function staysInside(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  const neighbour = `${scene.made.mark}-next`;
  scene.sink.urlFor(neighbour);
  for (const dots of ["%2e%2e%2f", "..%2f", "..%5c", "%252e%252e%252f"]) {
    const answer = await scene.call(service(scene.made, `echo/${dots}${neighbour}/x`));
    expectTrue(answer.status < 500, `a path with encoded dots was answered ${answer.status}`, answer);
  }
  await delay(SILENCE_MS);
  expectEqual(
    (await scene.sink.received(neighbour)).length,
    0,
    "the number of calls that arrived beside the service",
  );
}

/** Calls through the mediator that must be refused. */
export const callRefusalChecks = checksOf(
  "callService",
  CALL_SECTION,
  [
    negative(
      "call-without-right",
      "An application without the right is refused, and nothing arrives at the service",
      refuses([401, 403], (made) => ({ client: made.identifier("other") })),
    ),
    negative(
      "call-other-service",
      "A right to one service is none to another",
      refuses([401, 403], (made) => service(made, "second/some/path")),
    ),
    negative(
      "call-after-denial",
      "With the right the call arrives; once it is taken, no more",
      refusesAfterDenial,
    ),
    negative(
      "call-without-caller",
      "A call that does not say who calls is refused",
      refuses([400, 401, 403], () => ({ client: null })),
    ),
    negative(
      "call-malformed-caller",
      "A caller that is no identifier is refused",
      refuses([400, 401, 403], (made) => ({ client: `consumer of ${made.code}` })),
    ),
    negative(
      "call-unknown-caller",
      "A caller that is no member is refused",
      refuses([400, 401, 403], (made) => ({ client: made.identifier("nobody") })),
    ),
    negative(
      "call-foreign-caller",
      "A caller of another instance has no right of this one's",
      refuses([400, 401, 403], (made) => ({
        client: made.identifier("consumer").replace(made.instance, "cs-test-none"),
      })),
    ),
    negative(
      "call-unknown-service",
      "A service that does not exist is not found",
      refuses([400, 403, 404], (made) => service(made, "none/some/path")),
    ),
    negative(
      "call-unknown-member",
      "A member that does not exist is not found",
      refuses([400, 403, 404], (made) => ({
        path: `${made.path("provider").replace(made.code, `${made.code}-none`)}/echo/x`,
      })),
    ),
    negative("call-path-escape", "A path cannot lead out of the service", staysInside),
  ],
  CALLS,
);
