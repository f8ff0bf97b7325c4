import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exampleStack } from "../../test/example-stack.ts";
import { EngineRefusal } from "../engine.ts";
import { createLocalEngine } from "./local-engine.ts";
import { holdPorts } from "./ports.ts";
import { readRecord } from "./record.ts";

const root = mkdtempSync(join(tmpdir(), "country-stack-local-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const stack = exampleStack();
const engine = createLocalEngine(root);
const quiet = { onEvent: () => undefined, signal: new AbortController().signal };

async function get(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, {
    ...init,
    headers: { "Information-Mediator-Client": "XU/GOV/70002/social", ...init.headers },
  });
  await response.body?.cancel();
  return response.status;
}

describe("the local engine", () => {
  it("runs every part on loopback, wired through the mediator, and frees all when closed", async () => {
    const events: string[] = [];
    const deployment = await engine.up(stack, [], {
      ...quiet,
      onEvent: ({ part, state }) => events.push(`${part} ${state}`),
    });
    const civil = await deployment.addressOf("civil", "api", "workstation");
    const mediator = await deployment.addressOf("mediator", "api", "workstation");
    try {
      expect(civil).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await get(`${civil}/data/r0/1.0`)).toBe(200);
      const through = `${mediator}/r1/XU/GOV/70001/civil/digital-registries/data/r0/1.0`;
      expect(await get(through)).toBe(200);
      expect(await get(through, { headers: { "Information-Mediator-Client": "XU/GOV/70001/civil" } })).toBe(
        403,
      );
    } finally {
      await deployment.close();
    }
    await expect(get(`${civil}/healthcheck`)).rejects.toThrow();
    expect(events).toContain("civil ready");
    expect(readRecord(join(root, "utopia")).pid).toBeUndefined();
  });

  it("keeps addresses and data from run to run", async () => {
    const first = await engine.up(stack, [], quiet);
    const address = await first.addressOf("civil", "api", "workstation");
    const create = { method: "POST", body: JSON.stringify({ write: { content: { id: "kept" } } }) };
    expect(
      await get(`${address}/data/r0/1.0/create`, {
        ...create,
        headers: { "content-type": "application/json" },
      }),
    ).toBe(200);
    await first.close();
    const second = await engine.up(stack, [], quiet);
    try {
      expect(await second.addressOf("civil", "api", "workstation")).toBe(address);
      const listed = await fetch(`${address}/data/r0/1.0?query.id=kept`, {
        headers: { "Information-Mediator-Client": "XU/GOV/70002/social" },
      });
      expect(await listed.json()).toMatchObject({ count: 1 });
    } finally {
      await second.close();
    }
  });

  it("says which parts it cannot run", async () => {
    const foreign = stack.parts.map((part) => {
      const { reference: _, ...product } = part.product;
      return part.name === "civil" ? { ...part, product } : part;
    });
    const refused = engine.up({ ...stack, parts: foreign }, [], quiet);
    await expect(refused).rejects.toThrow(EngineRefusal);
    await expect(refused).rejects.toMatchObject({ parts: ["civil"] });
  });

  it("stops what it started when a part cannot start", async () => {
    const broken = stack.parts.map((part) =>
      part.name === "social" ? { ...part, seed: { databases: "wrong" } } : part,
    );
    await expect(engine.up({ ...stack, name: "broken", parts: broken }, [], quiet)).rejects.toThrow(
      /social did not start/,
    );
    expect(readRecord(join(root, "broken")).pid).toBeUndefined();
  });

  it("takes another port where a program listens on a part's before the part does", async () => {
    const rivals: Server[] = [];
    const hold: typeof holdPorts = async (names, remembered) => {
      const held = await holdPorts(names, remembered);
      const release = async (name: string) => {
        await held.release(name);
        if (name !== "civil" || rivals.length > 0) return;
        const rival = createServer((socket) => socket.destroy());
        rivals.push(rival);
        await new Promise<void>((resolve) => rival.listen(held.ports[name], "127.0.0.1", resolve));
      };
      return { ...held, release };
    };
    const events: string[] = [];
    const onEvent = ({ part, state }: { part: string; state: string }) => events.push(`${part} ${state}`);
    const rivalled = { ...stack, name: "rivalled" };
    const deployment = await createLocalEngine(root, hold).up(rivalled, [], { ...quiet, onEvent });
    try {
      expect(rivals.map((rival) => rival.listening)).toEqual([true]);
      expect(await get(`${await deployment.addressOf("civil", "api", "workstation")}/healthcheck`)).toBe(200);
      expect(events).toContain("civil ready");
      expect(events).not.toContain("civil failed");
    } finally {
      await deployment.close();
      for (const rival of rivals) rival.close();
    }
  });

  it("deletes the data only when told", async () => {
    await engine.down(stack, { deleteData: false });
    expect(Object.keys(readRecord(join(root, "utopia")).ports)).toContain("civil");
    await engine.down(stack, { deleteData: true });
    expect(readRecord(join(root, "utopia"))).toEqual({ ports: {} });
  });
});
