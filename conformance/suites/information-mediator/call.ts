import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { CALL_SECTION, CALLS, SILENCE_MS, setScene } from "./call-scene.ts";

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
  await scene.sink.answerWith(scene.made.mark, statuses);
  for (const status of statuses) {
    expectStatus(await scene.call(), status);
    await scene.arrival();
  }
}

async function passesContent(context: CheckContext): Promise<void> {
  const scene = await setScene(context);
  const text = JSON.stringify({ text: "Åsa 王 \u0000", list: [1, 2.5, null, { deep: true }] });
  const content = { type: "application/json", text };
  await scene.sink.answerWith(scene.made.mark, [{ status: 200, content }]);
  for (const method of ["GET", "POST"] as const) {
    const answer = await scene.call({ method, json: method === "GET" ? undefined : {} });
    expectStatus(answer, 200);
    expectEqual(answer.text, text, "the content passed on", answer);
    expectEqual(answer.headers["content-type"]?.split(";")[0], content.type, "its type", answer);
  }
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
      await scene.sink.answerWith(scene.made.mark, [500]);
      expectTrue((await scene.call()).status >= 500, "a failure of the service was answered as a success");
      await delay(SILENCE_MS);
      expectEqual((await scene.sink.received(scene.made.mark)).length, 1, "the number of calls that arrived");
    }),
  ],
  CALLS,
);
