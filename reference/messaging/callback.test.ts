import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  exampleBatch,
  exampleEmail,
  type StartedMessaging,
  startMessaging,
  until,
} from "./started-messaging.ts";

interface Called {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly meta?: string; readonly content?: string };
}

let called: Called[];
let answer: (count: number) => number;
let sender: Server;
let callback: { URI: string };
let server: StartedMessaging;
beforeEach(async () => {
  called = [];
  answer = () => 204;
  sender = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method, url: path, headers } = request;
    called.push({ method, path, headers, body: JSON.parse(text) });
    response.writeHead(answer(called.length), { location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => sender.listen(0, "127.0.0.1", resolve));
  callback = { URI: `http://127.0.0.1:${(sender.address() as AddressInfo).port}/back?key=1` };
});
afterEach(async () => {
  await server.close();
  sender.closeAllConnections();
  await new Promise((resolve) => sender.close(resolve));
});

const contentOf = ({ body }: Called) =>
  JSON.parse(Buffer.from(body.content ?? "", "base64").toString("utf8"));
const post = (requestUid: string, body: unknown, apiKey = "key-1") =>
  server.send("POST", "/callback/email", body, { requestUid, apiKey });

describe("the call-back at the end of a request", () => {
  test("says what became of each e-mail, once the last one has come to its end", async () => {
    server = startMessaging();
    const recipients = [{ email: "a@mail.example" }, { email: "bounce@mail.example" }];
    const requestUid = await server.accept(exampleBatch(recipients, { callbackURI: callback }), "batch");
    await until(() => called.length === 1);
    const [call] = called as [Called];
    expect([call.method, call.path, call.body.meta]).toEqual(["POST", "/back?key=1", "status"]);
    expect(call.headers).toMatchObject({
      ...{ "content-type": "application/json; charset=utf-8", apikey: "key-1", requestuid: requestUid },
      "x-correlation-id": expect.any(String),
    });
    expect(contentOf(call)).toEqual({
      requestUid,
      status: { scheduled: 0, processing: 0, deferred: 0, bounced: 1, notSent: 0, delivered: 1 },
      emails: [
        { position: 0, status: "delivered" },
        { position: 1, status: "bounced" },
      ],
    });
    expect(JSON.stringify(contentOf(call))).not.toContain("mail.example");
  });

  test.each([500, 302, 404])("is made again after %i, until it is taken", async (status) => {
    answer = (count) => (count < 4 ? status : 200);
    server = startMessaging();
    await server.accept(exampleEmail("a@mail.example", { callback }));
    await until(() => called.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(called.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => "/back?key=1"));
  });

  test("is given up when its time is over", async () => {
    answer = () => 500;
    server = startMessaging({ settings: { giveUpAfterHours: 30 / 3_600_000 } });
    await server.accept(exampleEmail("a@mail.example", { callback }));
    await until(() => called.length > 0);
    await until(async () => (await server.send("GET", "/management/queue")).body.callbacks === 0);
    const count = called.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(called.length).toBe(count);
  });
});

describe("what is posted for a request", () => {
  const reply = { meta: "reply", content: Buffer.from("Thank you").toString("base64") };

  test("is passed on to whoever sent it, as it came, and once", async () => {
    server = startMessaging();
    const requestUid = await server.accept(exampleEmail("a@mail.example", { callback }));
    await until(() => called.length === 1);
    for (const _ of ["first", "again"]) expect((await post(requestUid, reply)).status).toBe(200);
    expect((await post(requestUid, { meta: "only" })).status).toBe(200);
    await until(() => called.length === 3);
    expect(called.slice(1).map(({ body }) => body)).toEqual(
      expect.arrayContaining([reply, { meta: "only" }]),
    );
    expect(called[1]?.headers).toMatchObject({ apikey: "key-1", requestuid: requestUid });
  });

  test("is accepted, and goes nowhere, where nobody wants to be called", async () => {
    server = startMessaging();
    const requestUid = await server.accept(exampleEmail("a@mail.example"));
    expect((await post(requestUid, reply)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(called).toEqual([]);
  });

  test.each([
    ["without content", {}],
    ["with a content that is not base64", { content: "%%%" }],
    ["of another type", { meta: 7 }],
    ["without a body", undefined],
  ])("%s is invalid input", async (_, body) => {
    server = startMessaging();
    const requestUid = await server.accept(exampleEmail("a@mail.example", { callback }));
    await until(() => called.length === 1);
    const answered = await post(requestUid, body);
    expect([answered.status, answered.headers.get("allow")]).toEqual([405, "POST"]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(called.length).toBe(1);
  });

  test("for a request of another key is invalid input", async () => {
    server = startMessaging();
    const requestUid = await server.accept(exampleEmail("a@mail.example", { callback }));
    await until(() => called.length === 1);
    expect((await post(requestUid, reply, "key-2")).status).toBe(405);
    expect((await post("UfQK-CPju-Ea5B-6y7X-8A72-VqU5", reply)).status).toBe(405);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(called.length).toBe(1);
  });
});

describe("targets inside of the country's own network", () => {
  const settings = { allowLoopbackTargets: false };

  test.each([
    "http://127.0.0.1/",
    "http://localhost:8080/",
    "http://[::1]/",
    "http://169.254.169.254/latest",
  ])("%s is no target", async (URI) => {
    server = startMessaging({ settings });
    const body = exampleEmail("a@mail.example", { callback: { URI } });
    expect((await server.send("POST", "/send/email/single", body)).status).toBe(405);
  });
});
