import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { testConfig } from "../../reference/digital-registries/started-registry.ts";
import { openPartHost } from "./part-host.ts";

const root = mkdtempSync(join(tmpdir(), "country-stack-host-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const place = (part: string) => ({ host: "127.0.0.1", port: 0, dataFolder: join(root, part) });
const answers = async (url: string) => (await fetch(`${url}/readyz`)).status;

describe("openPartHost", () => {
  it("runs several parts, and stops one without the others", async () => {
    const host = openPartHost();
    try {
      const civil = await host.start(testConfig(), place("civil"));
      const social = await host.start(testConfig({ part: "social" }), place("social"));
      expect([await answers(civil.url), await answers(social.url)]).toEqual([200, 200]);
      await civil.stop();
      await expect(fetch(civil.url)).rejects.toThrow();
      expect(await answers(social.url)).toBe(200);
    } finally {
      await host.close();
    }
  });

  it("says in one sentence why a part does not start, and goes on", async () => {
    const host = openPartHost();
    try {
      const wrong = testConfig({ settings: { registries: "none" } });
      await expect(host.start(wrong, place("wrong"))).rejects.toThrow(/registries/);
      expect(await answers((await host.start(testConfig(), place("right"))).url)).toBe(200);
    } finally {
      await host.close();
    }
  });

  it("ends what waits when the thread is ended", async () => {
    const host = openPartHost();
    const started = host.start(testConfig(), place("late"));
    const lost = expect(started).rejects.toThrow("the thread of the parts has ended");
    await host.close();
    await lost;
  });
});
