import { describe, expect, it } from "vitest";
import { CallLog } from "./call-log.ts";

const call = (body = "") => ({ method: "POST", path: "", headers: {}, body, at: 1 });

describe("a log of calls", () => {
  it("keeps only calls that were announced, or any where it is told to", async () => {
    const announced = new CallLog(false);
    announced.expect("known");
    expect([announced.keep("known", call()), announced.keep("other", call())]).toEqual([
      { status: 204 },
      { status: 404 },
    ]);
    expect(await announced.calls("other", 0, 0)).toEqual([]);
    expect(new CallLog(true).keep("other", call())).toEqual({ status: 204 });
  });

  it("answers as told, the last answer for ever", async () => {
    const log = new CallLog(true);
    await log.answerWith("m", [{ status: 500 }, { status: 200 }]);
    const statuses = ["1", "2", "3"].map((body) => log.keep("m", call(body)).status);
    expect(statuses).toEqual([500, 200, 200]);
  });

  it("gives the calls after those that are known, and waits for the next one", async () => {
    const log = new CallLog(true);
    log.keep("m", call("1"));
    const waiting = log.calls("m", 1, 5000);
    log.keep("m", call("2"));
    expect((await waiting).map(({ body }) => body)).toEqual(["2"]);
    expect((await log.calls("m", 0, 5000)).length).toBe(2);
    expect(await log.calls("m", 2, 20)).toEqual([]);
  });

  it("keeps no more calls and no more bytes than it may", async () => {
    const few = new CallLog(true, { calls: 1, bytes: 1000 });
    expect([few.keep("a", call()).status, few.keep("b", call()).status]).toEqual([204, 507]);
    const small = new CallLog(true, { calls: 9, bytes: 1000 });
    const statuses = [900, 900, 1].map((length) => small.keep("m", call("x".repeat(length))).status);
    expect(statuses).toEqual([204, 507, 507]);
    expect((await small.calls("m", 0, 0)).length).toBe(1);
  });

  it("lets nobody wait after it closed", async () => {
    const log = new CallLog(true);
    const waiting = log.calls("m", 0, 60_000);
    log.close();
    expect(await waiting).toEqual([]);
  });
});
