import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallbackSink } from "./callback-sink.ts";
import { openLoopbackSink } from "./loopback-sink.ts";

const anyCall = () => true;
let sink: CallbackSink;
beforeEach(async () => {
  sink = await openLoopbackSink();
});
afterEach(() => sink.close());

const post = (url: string, body = "") => fetch(url, { method: "POST", body });

describe("openLoopbackSink", () => {
  it("listens on loopback and hands a waiting check its call", async () => {
    const url = sink.urlFor("cs-test-1");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cs-test-1$/);
    const waiting = sink.next("cs-test-1", anyCall, 2000);
    const answer = await fetch(`${url}/paid?batch=7`, {
      method: "POST",
      body: "{}",
      headers: { "X-A": "b" },
    });
    expect(answer.status).toBe(204);
    expect(await waiting).toMatchObject({
      method: "POST",
      path: "/paid?batch=7",
      body: "{}",
      headers: { "x-a": "b" },
    });
  });

  it("keeps the calls of two checks apart", async () => {
    const [one, two] = [sink.urlFor("one"), sink.urlFor("two")];
    await Promise.all([post(one, "1"), post(two, "2")]);
    expect((await sink.received("one")).map((call) => call.body)).toEqual(["1"]);
    expect((await sink.received("two")).map((call) => call.body)).toEqual(["2"]);
  });

  it("finds a call that came before it was asked for, and hands it out once", async () => {
    await post(sink.urlFor("m"), "early");
    expect((await sink.next("m", anyCall, 50))?.body).toBe("early");
    expect(await sink.next("m", anyCall, 20)).toBeUndefined();
    expect(await sink.received("m")).toHaveLength(1);
  });

  it("passes over calls that do not match", async () => {
    const url = sink.urlFor("m");
    const waiting = sink.next("m", (call) => call.body === "right", 2000);
    await post(url, "wrong");
    await post(url, "right");
    expect((await waiting)?.body).toBe("right");
    expect((await sink.next("m", anyCall, 50))?.body).toBe("wrong");
  });

  it("answers as told, the last status from then on", async () => {
    const url = sink.urlFor("m");
    await sink.answerWith("m", [500, 503, 200]);
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await post(url)).status);
    expect(statuses).toEqual([500, 503, 200, 200]);
  });

  it("answers 404 to what no check asked for, and 413 to what is too long, and keeps neither", async () => {
    const url = sink.urlFor("m");
    expect((await post(url.replace("/m", "/other"))).status).toBe(404);
    const tooLong = await post(url, "x".repeat(1024 * 1024 + 1)).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect([413, "cut"]).toContain(tooLong);
    expect(await sink.received("m")).toEqual([]);
  });

  it("lets nobody wait after it closed", async () => {
    const url = sink.urlFor("m");
    const waiting = sink.next("m", anyCall, 60_000);
    await sink.close();
    expect(await waiting).toBeUndefined();
    await expect(post(url)).rejects.toThrow();
    await expect(sink.close()).resolves.toBeUndefined();
  });
});
