import { afterEach, describe, expect, test } from "vitest";
import { Courier, type Errand, type Owed, pauseAfter } from "./courier.ts";
import { until } from "./started-messaging.ts";

type Outcome = "done" | "unreachable";
let courier: Courier<Owed>;
afterEach(() => courier.close(0, () => undefined));

function carry(owed: Owed[], attempt: (item: Owed) => Promise<Outcome>, width = 2): Errand<Owed> {
  const errand = {
    findDue: (now: number, limit: number) => owed.filter(({ nextAt }) => nextAt <= now).slice(0, limit),
    nextAt: (now: number) => {
      const later = owed.map(({ nextAt }) => nextAt).filter((time) => time > now);
      return later.length === 0 ? undefined : Math.min(...later);
    },
    attempt,
    width,
    retryBaseMs: 20,
  };
  courier = new Courier(errand);
  courier.wake();
  return errand;
}

const items = (count: number): Owed[] => Array.from({ length: count }, (_, id) => ({ id, nextAt: 0 }));
const take = (owed: Owed[], { id }: Owed) =>
  owed.splice(
    owed.findIndex((one) => one.id === id),
    1,
  );

describe("a courier", () => {
  test("carries everything that is due, no more than its width at a time, and each once", async () => {
    const owed = items(7);
    const carried: number[] = [];
    let most = 0;
    carry(owed, async (item) => {
      most = Math.max(most, [...courier.running].length);
      await new Promise((resolve) => setTimeout(resolve, 2));
      carried.push(item.id);
      take(owed, item);
      return "done";
    });
    await until(() => owed.length === 0);
    expect(carried.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(2);
  });

  test("comes back for what is due later, without being woken", async () => {
    const owed = [{ id: 1, nextAt: Date.now() + 30 }];
    carry(owed, async (item) => {
      take(owed, item);
      return "done";
    });
    await until(() => owed.length === 0);
  });

  test("lets all wait where nobody can be reached, and goes on afterwards", async () => {
    const owed = items(6);
    let attempts = 0;
    carry(owed, async (item) => {
      attempts += 1;
      if (attempts <= 2) return "unreachable";
      take(owed, item);
      return "done";
    });
    await until(() => attempts === 2);
    courier.wake();
    expect(attempts).toBe(2);
    await until(() => owed.length === 0);
    expect(attempts).toBe(8);
  });

  test("ends what runs too long when it is closed, and begins nothing more", async () => {
    const owed = items(5);
    let release: (() => void) | undefined;
    let begun = 0;
    carry(
      owed,
      () =>
        new Promise((resolve) => {
          begun += 1;
          release = () => resolve("unreachable");
        }),
      1,
    );
    expect(begun).toBe(1);
    let broken = false;
    await courier.close(5, () => {
      broken = true;
      release?.();
    });
    courier.wake();
    expect([broken, begun, courier.closed]).toEqual([true, 1, true]);
  });
});

describe("the pause between attempts", () => {
  test("doubles, is half by chance, and is never longer than a quarter of an hour", () => {
    expect([0, 1, 2, 3].map((attempts) => pauseAfter(attempts, 250, 1))).toEqual([250, 500, 1000, 2000]);
    expect(pauseAfter(2, 250, 0)).toBe(500);
    expect(pauseAfter(1000, 250, 1)).toBe(900_000);
  });
});
