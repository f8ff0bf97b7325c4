import { expect, test } from "vitest";
import { limitWidth } from "./in-turn.ts";

test("no more than so many pieces of work run at a time, and each comes to its turn", async () => {
  const inTurn = limitWidth(2);
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const work = (number: number) =>
    inTurn(async () => {
      began.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (number === 0) throw new Error("it failed");
      return number;
    });
  const all = Promise.allSettled([0, 1, 2, 3].map(work));
  const endNext = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  expect(began).toEqual([0, 1]);
  await endNext();
  expect(began).toEqual([0, 1, 2]);
  for (let turn = 0; turn < 3; turn++) await endNext();
  expect((await all).map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
});
