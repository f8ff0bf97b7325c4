import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ALL, exampleEmail, type StartedMessaging, startMessaging, until } from "./started-messaging.ts";

let server: StartedMessaging;
let requestUid: string;
beforeEach(async () => {
  server = startMessaging();
  requestUid = await server.accept(exampleEmail("a@mail.example"));
  await until(async () => (await server.statusOf(requestUid))["delivered"] === 1);
});
afterEach(() => server.close());

const ask = (query: string, headers: Record<string, string> = {}) =>
  server.send("GET", `/status/email${query}`, undefined, { requestUid, ...headers });

describe("the status", () => {
  test("has the numbers that were asked for, in whichever way the list is written", async () => {
    const wanted = { bounced: 0, delivered: 1 };
    expect((await ask("?status=delivered&status=bounced")).body).toEqual(wanted);
    expect((await ask("?status=delivered,bounced")).body).toEqual(wanted);
    expect((await ask(`?status=${ALL}`)).body).toEqual({
      ...{ scheduled: 0, processing: 0, deferred: 0, bounced: 0, notSent: 0, delivered: 1 },
    });
  });

  test.each([
    ["no status", ""],
    ["an empty one", "?status="],
    ["a strange one beside a known one", "?status=delivered,lost"],
  ])("with %s is invalid input", async (_, query) => {
    expect([(await ask(query)).status, (await ask(query)).headers.get("allow")]).toEqual([405, "GET"]);
  });

  test.each([
    ["of a request that is not there", { requestUid: "UfQK-CPju-Ea5B-6y7X-8A72-VqU5" }],
    ["of another key's request", { apiKey: "key-2" }],
    ["without a request", { requestUid: "" }],
    ["without a key", { apiKey: "" }],
  ])("%s is invalid input, and shows nothing", async (_, headers) => {
    for (const path of [`?status=${ALL}`, "/recipients"]) {
      const answer = await ask(path, headers);
      expect([answer.status, Object.keys(answer.body)]).toEqual([405, ["code", "message", "correlationId"]]);
    }
  });

  test("by another method is refused as every such call", async () => {
    const answer = await server.send("POST", "/status/email", {}, { requestUid });
    expect([answer.status, answer.body.code]).toEqual([405, "Client.MethodNotAllowed"]);
  });
});
