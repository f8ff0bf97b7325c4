import { describe, expect, it } from "vitest";
import {
  damageAll,
  exampleAnswer,
  exampleCall,
  exampleObserved,
  exampleWay,
  namesOf,
} from "../example-call.ts";
import { staleRead, writeLost } from "./state.ts";

const WRITE = { method: "POST", idempotency: "The primary key" } as const;

describe("a lost write", () => {
  it("is answered by the shadow alone", async () => {
    const [damage] = writeLost(exampleObserved([exampleAnswer({})], WRITE));
    const way = exampleWay([], { send: () => Promise.reject(new Error("nobody should ask")) });
    expect(await damage?.start()(exampleCall(), way)).toEqual({
      answer: exampleAnswer({ from: "the shadow" }),
      touched: true,
    });
    expect(damage?.shadowed).toBe(true);
  });

  it("is none where the shadow refuses too", async () => {
    const [damage] = writeLost(exampleObserved([exampleAnswer({})], WRITE));
    const way = exampleWay([], { sendToShadow: async () => exampleAnswer({}, 400) });
    expect((await damage?.start()(exampleCall(), way))?.touched).toBe(false);
  });

  it("does not apply to what only reads, also where that is a POST", () => {
    expect(writeLost(exampleObserved([exampleAnswer({})]))).toEqual([]);
    expect(writeLost(exampleObserved([exampleAnswer({})], { method: "POST" }))).toEqual([]);
  });
});

describe("a stale read", () => {
  const changing = [exampleAnswer({ n: 1 }), exampleAnswer({ n: 2 })];

  it("gives the first answer for ever, and touches what has changed since", async () => {
    const [damage] = staleRead(exampleObserved(changing));
    const damaged = await damageAll(
      damage,
      [changing[0], changing[0], changing[1]].flatMap((one) => one ?? []),
    );
    expect(damaged.map(({ touched }) => touched)).toEqual([false, false, true]);
    expect(damaged.map(({ answer }) => answer.body)).toEqual(['{"n":1}', '{"n":1}', '{"n":1}']);
  });

  it("tells questions apart, by their content too", async () => {
    const alter = staleRead(exampleObserved(changing))[0]?.start();
    const way = exampleWay(changing);
    await alter?.(exampleCall({ method: "POST", body: "1" }), way);
    expect(await alter?.(exampleCall({ method: "POST", body: "2" }), way)).toEqual({
      answer: changing[1],
      touched: false,
    });
  });

  it("does not apply where nothing is asked twice with another answer, nor to writes", () => {
    expect(staleRead(exampleObserved([exampleAnswer({ n: 1 }), exampleAnswer({ n: 1 })]))).toEqual([]);
    expect(namesOf(staleRead(exampleObserved(changing, WRITE)))).toEqual([]);
  });
});
