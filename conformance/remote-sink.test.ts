import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallbackSink } from "./callback-sink.ts";
import { openRemoteSink } from "./remote-sink.ts";
import { type SinkServer, serveSink } from "./serve-sink.ts";

const TOKEN = "a-token-of-a-test-that-opens-nothing";
const anyCall = () => true;
let server: SinkServer;
let sink: CallbackSink;

beforeEach(async () => {
  server = await serveSink({ host: "127.0.0.1", port: 0, token: TOKEN });
  sink = openRemoteSink({ controlUrl: server.url, token: TOKEN, callbackUrl: server.url });
});
afterEach(async () => {
  await sink.close();
  await server.stop();
});

const post = (url: string, body = "") => fetch(url, { method: "POST", body });

describe("a sink elsewhere", () => {
  it("hands a waiting check its call, at the address that parts reach", async () => {
    const parts = { controlUrl: server.url, token: TOKEN, callbackUrl: "http://sink.example" };
    expect(openRemoteSink(parts).urlFor("cs/1")).toBe("http://sink.example/cs%2F1");
    const waiting = sink.next("cs/1", anyCall, 5000);
    const answer = await post(`${sink.urlFor("cs/1")}/paid?batch=7`, "{}");
    expect(answer.status).toBe(204);
    expect(await waiting).toMatchObject({ method: "POST", path: "/paid?batch=7", body: "{}" });
  });

  it("passes over calls that do not match, and hands each out once", async () => {
    const url = sink.urlFor("m");
    await post(url, "wrong");
    const both = [
      sink.next("m", ({ body }) => body === "right", 5000),
      sink.next("m", ({ body }) => body === "late", 5000),
    ];
    await post(url, "late");
    await post(url, "right");
    expect((await Promise.all(both)).map((call) => call?.body)).toEqual(["right", "late"]);
    expect((await sink.next("m", anyCall, 50))?.body).toBe("wrong");
    expect(await sink.next("m", anyCall, 30)).toBeUndefined();
    expect((await sink.received("m")).map(({ body }) => body)).toEqual(["wrong", "late", "right"]);
  });

  it("answers with status and content, as told", async () => {
    const content = { type: "text/plain", text: "Åsa" };
    await sink.answerWith("m", [503, { status: 200, content }]);
    expect((await post(sink.urlFor("m"))).status).toBe(503);
    const answer = await post(sink.urlFor("m"));
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "text/plain",
      "Åsa",
    ]);
  });

  it("asks again where the connection breaks", async () => {
    await post(sink.urlFor("m"), "kept");
    let broken = 0;
    const flaky = createServer(async (request, response) => {
      if (broken++ < 2) return void request.socket.destroy();
      const { authorization = "" } = request.headers;
      response.end(await (await fetch(`${server.url}${request.url}`, { headers: { authorization } })).text());
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => flaky.once("listening", resolve));
    const controlUrl = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const patient = openRemoteSink({ controlUrl, token: TOKEN, callbackUrl: server.url });
    expect((await patient.received("m")).length).toBe(1);
    flaky.close();
    flaky.closeAllConnections();
  });

  it("lets nobody wait after it closed, and says when it is refused", async () => {
    const waiting = sink.next("m", anyCall, 60_000);
    await sink.close();
    expect(await waiting).toBeUndefined();
    const stranger = openRemoteSink({ controlUrl: server.url, token: "guessed", callbackUrl: server.url });
    await expect(stranger.received("m")).rejects.toThrow("HTTP 401");
  });
});
