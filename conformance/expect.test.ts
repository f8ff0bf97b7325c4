import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Unmet } from "./check.ts";
import {
  expectEqual,
  expectJson,
  expectMatches,
  expectNoBody,
  expectNoBodyOrJson,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
  expectTruth,
} from "./expect.ts";
import type { Exchange } from "./http.ts";

function answered(text: string, more: Partial<Exchange> = {}): Exchange {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return {
    method: "GET",
    url: "http://127.0.0.1:9/data/persons/1.0?query.firstName=Ada",
    requestHeaders: {},
    requestBody: undefined,
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    text,
    json,
    milliseconds: 1,
    ...more,
  };
}

function unmet(action: () => unknown): Unmet {
  try {
    action();
  } catch (error) {
    if (error instanceof Unmet) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("expectStatus", () => {
  it("names the call without its query, the status and what was allowed, and keeps the exchange", () => {
    const exchange = answered("{}", { status: 201 });
    const { message, exchange: kept } = unmet(() => expectStatus(exchange, 200, 204));
    expect(message).toBe("GET /data/persons/1.0 was answered 201, not 200 or 204");
    expect(kept).toBe(exchange);
    expect(() => expectStatus(exchange, 201)).not.toThrow();
  });
});

describe("expectJson", () => {
  it("takes JSON with and without its charset", () => {
    expect(expectJson(answered("[1]"))).toEqual([1]);
    expect(expectJson(answered("null", { headers: { "content-type": "application/json" } }))).toBeNull();
  });

  it.each([
    ["another type", "{}", "text/html", /as "text\/html", not as application\/json/],
    ["no type", "{}", undefined, /not as application\/json/],
    ["another charset", "{}", "application/json; charset=latin1", /charset=latin1/],
    ["something cut off", '{"a":', "application/json", /is not JSON/],
  ])("refuses %s", (_, text, type, sentence) => {
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    expect(unmet(() => expectJson(answered(text, { headers }))).message).toMatch(sentence);
  });
});

describe("expectShape", () => {
  it("names the first place that differs, and shows no value", () => {
    const shape = z.looseObject({ results: z.array(z.looseObject({ id: z.string() })) });
    const { message } = unmet(() => expectShape(answered('{"results":[{"id":4711}]}'), shape));
    expect(message).toMatch(/results\.0\.id: .*expected string/);
    expect(message).not.toContain("4711");
    expect(expectShape(answered('{"results":[]}'), shape)).toEqual({ results: [] });
  });
});

describe("expectEqual and expectMatches", () => {
  it("compare deeply and say what is not as wanted", () => {
    expect(() => expectEqual({ a: [1] }, { a: [1] }, "it")).not.toThrow();
    expect(unmet(() => expectEqual(undefined, 2, "the number")).message).toBe("the number is missing, not 2");
    expect(unmet(() => expectEqual("x".repeat(500), "", "the text")).message.length).toBeLessThan(200);
  });

  it("ignore what a server adds of its own, but not what it leaves out", () => {
    expect(() => expectMatches({ a: 1, own: 2 }, { a: 1 }, "the record")).not.toThrow();
    expect(unmet(() => expectMatches({ own: 2 }, { a: 1 }, "the record")).message).toBe(
      "a of the record is missing, not 1",
    );
    expect(unmet(() => expectMatches(null, { a: 1 }, "the record")).message).toBe("the record is null");
  });
});

describe("expectRefused", () => {
  it("wants one of the statuses, and none of the server's inside", () => {
    const refusal = (text: string) => answered(text, { status: 400 });
    expect(() => expectRefused(refusal('{"detail":"no"}'), 400, 422)).not.toThrow();
    expect(() => expectRefused(refusal('{"detail":"no"}'), 404)).toThrow(Unmet);
    const stack = JSON.stringify({ detail: "TypeError: x\n    at read (/srv/app/store.ts:12:7)" });
    expect(unmet(() => expectRefused(refusal(stack), 400)).message).toMatch(/shows the server's inside/);
    expect(() => expectRefused(refusal("<h1>Bad Request</h1>"), 400)).toThrow(Unmet);
  });
});

describe("expectNoLeak", () => {
  it("looks into the body and the headers, and does not repeat what it found", () => {
    const leaking = answered("{}", { headers: { "x-debug": "village Ashbrook" } });
    const { message } = unmet(() => expectNoLeak(leaking, ["Ashbrook", "Elm"]));
    expect(message).toMatch(/holds 1 value/);
    expect(message).not.toContain("Ashbrook");
    expect(() => expectNoLeak(leaking, ["Elm"])).not.toThrow();
  });
});

describe("expectTruth", () => {
  it("lets an answer be silent, but not untrue", () => {
    const truth = { count: 2, content: { id: "a" } };
    for (const text of ["", "{}", '"done"', '{"count":2}', '{"content":{"id":"a","own":1}}'])
      expect(() => expectTruth(answered(text), truth)).not.toThrow();
    for (const text of ['{"count":"2"}', '{"content":{}}', '{"content":null}'])
      expect(() => expectTruth(answered(text), truth), text).toThrow(Unmet);
  });
});

describe("the rest", () => {
  it("tells an empty body from JSON and from something else", () => {
    expect(() => expectNoBody(answered(""))).not.toThrow();
    expect(() => expectNoBody(answered("{}"))).toThrow(Unmet);
    for (const text of ["", "{}"]) expect(() => expectNoBodyOrJson(answered(text))).not.toThrow();
    expect(() => expectNoBodyOrJson(answered("<p>"))).toThrow(Unmet);
  });

  it("throws the sentence it was given", () => {
    expect(unmet(() => expectTrue(false, "it does not hold")).message).toBe("it does not hold");
  });
});
