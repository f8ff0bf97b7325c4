import { describe, expect, it } from "vitest";
import { exampleSetup } from "./example-setup.ts";
import { end, fresh, run } from "./fake-run.ts";

describe("the bootstrap of an instance of one's own", () => {
  it.each([1, 2, 3] as const)(
    "makes %i organizations talk as the links say, and no other way",
    async (count) => {
      const setup = exampleSetup(count);
      const state = fresh(setup);
      const { code, lines, fake } = await run(setup, state);
      expect([code, lines.at(-1)]).toEqual([0, expect.stringContaining("messages of")]);
      expect(fake.unknown).toEqual([]);
      const { central, servers } = state;
      expect(Object.keys(central.members)).toHaveLength(count);
      expect(central.signingKeys).toEqual(["INTERNAL", "EXTERNAL"]);
      expect(central.authorities).toMatchObject([{ responders: ["http://authority.test:8888"] }]);
      expect(Object.values(servers).map(({ keys }) => keys.map(({ usage }) => usage))).toEqual(
        Array.from({ length: count }, () => ["AUTHENTICATION", "SIGNING"]),
      );
      const rights = Object.values(servers).flatMap(({ clients }) =>
        Object.entries(clients).flatMap(([id, client]) =>
          Object.entries(client.rights).flatMap(([caller, given]) =>
            given.map(({ code }) => `${caller} ${id} ${code}`),
          ),
        ),
      );
      const links = rights.filter((right) => right.endsWith("digital-registries")).sort();
      const social = `XU:GOV:${count === 1 ? "70001" : "70002"}:social XU:GOV:70001:civil digital-registries`;
      const more = [
        "XU:COM:70003:clinic XU:GOV:70001:civil digital-registries",
        "XU:GOV:70001:civil XU:COM:70003:clinic digital-registries",
      ];
      expect(links).toEqual(count === 3 ? [...more, social].sort() : [social]);
      expect(rights).toHaveLength(links.length + 10);
    },
  );

  it("does nothing where everything is there", async () => {
    const setup = exampleSetup(2);
    const state = fresh(setup);
    await run(setup, state);
    const again = await run(setup, state);
    expect(again.code).toBe(0);
    expect(again.lines.every((line) => line.startsWith("is "))).toBe(true);
    const changing = again.fake.asked.filter(
      ({ method, url }) => method !== "GET" && !url.endsWith("/login"),
    );
    expect(changing).toEqual([]);
  });

  it("ends the same from wherever an earlier run was stopped between steps", async () => {
    const setup = exampleSetup(2);
    const whole = fresh(setup);
    const { steps } = await run(setup, whole);
    for (let prefix = 0; prefix < steps.length; prefix++) {
      const state = fresh(setup);
      await run(setup, state, { steps: prefix });
      expect((await run(setup, state)).code).toBe(0);
      expect(end(state), `after ${prefix} steps`).toEqual(end(whole));
    }
  });

  it.each(["cut", "cut-after"] as const)(
    "ends the same when it is killed at any of its requests: %s",
    async (how) => {
      const setup = exampleSetup(2);
      const whole = fresh(setup);
      const { fake } = await run(setup, whole);
      for (let at = 0; at < fake.asked.length; at++) {
        const state = fresh(setup);
        const stop = new AbortController();
        const trouble = (index: number) => {
          if (index !== at) return undefined;
          stop.abort();
          return how;
        };
        expect((await run(setup, state, { stop: stop.signal, trouble })).code, `killed at ${at}`).toBe(130);
        expect((await run(setup, state)).code, `after being killed at ${at}`).toBe(0);
        expect(end(state), `killed at ${at}`).toEqual(end(whole));
      }
    },
    120_000,
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "ends the same when every tenth request or so meets trouble (seed %i)",
    async (seed) => {
      const setup = exampleSetup(2);
      const whole = fresh(setup);
      await run(setup, whole);
      const kinds = ["cut", "cut-after", 401, 409, 500, 503] as const;
      const random = randomNumbers(seed);
      const trouble = () => (random() % 10 === 0 ? kinds[random() % kinds.length] : undefined);
      const state = fresh(setup);
      const { code, lines } = await run(setup, state, { trouble });
      expect(code).toBe(0);
      expect(lines.some((line) => line.startsWith("waiting"))).toBe(true);
      expect(end(state)).toEqual(end(whole));
    },
  );
});

/** Whole numbers that look like chance and are the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
