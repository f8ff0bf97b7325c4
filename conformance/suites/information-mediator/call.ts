import { setTimeout as delay } from "node:timers/promises";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { changeRights } from "./access.ts";
import { CALL_SECTION, CALLS, SILENCE_MS, setScene } from "./call-scene.ts";
import type { TestMember } from "./member.ts";
import { addMember } from "./test-members.ts";

async function forwardsIntact(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  const json = { text: "Åsa 王 \u0000", list: [1, 2.5, null, { deep: true }] };
  for (const method of ["POST", "PUT", "PATCH"] as const) {
    const headers = { "X-Test": "kept" };
    const answer = await scene.call(
      { method, json, headers, query: { q: "a b&c=d", n: 1 } },
      "/some/pa%20th",
    );
    expectStatus(answer, 204);
    const call = await scene.arrival();
    const url = new URL(call.path, "http://service.invalid");
    expectEqual(call.method, method, "the method that arrived", answer);
    expectEqual(url.pathname, "/some/pa%20th", "the path that arrived", answer);
    expectEqual(
      [...url.searchParams],
      [
        ["q", "a b&c=d"],
        ["n", "1"],
      ],
      "the query that arrived",
      answer,
    );
    expectEqual(call.body, JSON.stringify(json), "the content that arrived", answer);
    expectEqual(call.headers["content-type"]?.split(";")[0], "application/json", "its type", answer);
    expectEqual(call.headers["x-test"], "kept", "a header that arrived", answer);
  }
}

async function tellsCaller(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  const answer = await scene.call();
  const { headers } = await scene.arrival();
  const names = ["x-govstack-client", "information-mediator-client", "x-road-client"];
  const told = names.map((name) => headers[name]).filter((value) => value !== undefined);
  expectTrue(told.length > 0, "the service was not told who calls", answer);
  for (const value of told)
    expectEqual(value, scene.made.identifier("consumer"), "the caller that arrived", answer);
}

async function passesStatuses(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  const statuses = [200, 201, 202, 400, 404, 409, 422];
  scene.sink.answerWith(scene.made.mark, statuses);
  for (const status of statuses) {
    expectStatus(await scene.call(), status);
    await scene.arrival();
  }
}

/** The mediator itself is the service here: its list of services is content that the check knows from elsewhere. */
async function passesContent(context: CheckContext): Promise<void> {
  const made = await addMember(context, ({ described }) =>
    withOwnService(described, context.target.url),
  ).catch((error: unknown) => {
    const refused = error instanceof Unmet && error.exchange?.status === 400;
    throw refused ? new NotApplicable("the mediator does not take its own address as a service's") : error;
  });
  expectStatus(await changeRights(context, "allow", made, "echo", ["consumer"]), 200);
  const below = `${made.path("provider")}/listMethods`;
  const client = made.identifier("consumer");
  const through = await context.http.send({ path: `${made.path("provider")}/echo${below}`, client });
  if ([502, 503, 504].includes(through.status))
    throw new NotApplicable("the mediator does not reach itself at the address at which the check does");
  expectStatus(through, 200);
  const direct = await context.http.send({ path: below, client });
  expectEqual(through.json, direct.json, "the content passed on", through);
  expectEqual(through.headers["content-type"], direct.headers["content-type"], "its type", through);
}

function withOwnService(described: TestMember["described"], address: string): TestMember["described"] {
  const services = [{ id: "echo", specUrl: `${address}/openapi.json`, serviceUrl: address }];
  return {
    ...described,
    applications: [{ id: "provider", connection: "http", services }, { id: "consumer" }],
  };
}

/** Calling a service of another organization through the mediator. */
export const callChecks = checksOf(
  "callService",
  CALL_SECTION,
  [
    positive(
      "call-forwarded",
      "A call with the right arrives as it was sent: method, path, query, content",
      forwardsIntact,
    ),
    positive("call-tells-caller", "The service is told who calls", tellsCaller),
    positive(
      "call-read",
      "A call without content arrives too, at the service's own address",
      async (context) => {
        const scene = await setScene(context);
        for (const method of ["GET", "DELETE"] as const) {
          expectStatus(await scene.call({ method, json: undefined }, "/thing/7"), 204);
          const call = await scene.arrival();
          expectEqual([call.method, call.path, call.body], [method, "/thing/7", ""], "the call that arrived");
        }
      },
    ),
    positive("call-answer-status", "The service's answer is passed on, be it a yes or a no", passesStatuses),
    positive(
      "call-answer-content",
      "The content of the service's answer is passed on as it is",
      passesContent,
      {
        level: "RECOMMENDED",
      },
    ),
    positive("call-once", "Each call reaches the service exactly once", async (context) => {
      const scene = await setScene(context);
      scene.sink.answerWith(scene.made.mark, [500]);
      expectTrue((await scene.call()).status >= 500, "a failure of the service was answered as a success");
      await delay(SILENCE_MS);
      expectEqual(scene.sink.received(scene.made.mark).length, 1, "the number of calls that arrived");
    }),
  ],
  CALLS,
);
