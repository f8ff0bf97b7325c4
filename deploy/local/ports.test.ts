import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type HeldPorts, holdPorts } from "./ports.ts";

const servers: Server[] = [];
const held: HeldPorts[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  for (const one of held.splice(0)) await one.releaseAll();
});

const listen = (port: number) =>
  new Promise<void>((resolve, reject) => {
    servers.push(createServer().once("error", reject).listen(port, "127.0.0.1", resolve));
  });

async function hold(names: readonly string[], remembered: Readonly<Record<string, number>> = {}) {
  const holding = await holdPorts(names, remembered);
  held.push(holding);
  return holding;
}

/** The ports that are chosen when nobody else wants them, free again. */
async function choose(names: readonly string[], remembered: Readonly<Record<string, number>> = {}) {
  const { ports, releaseAll } = await hold(names, remembered);
  await releaseAll();
  return ports;
}

describe("holdPorts", () => {
  it("gives each part a port of its own that no outgoing connection is given meanwhile", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `part-${index}`);
    const ports = Object.values(await choose(names));
    expect(new Set(ports).size).toBe(50);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
  });

  it("keeps the port of last time, unless somebody else has it now", async () => {
    const first = await choose(["civil", "social"]);
    expect(await choose(["civil", "social"], first)).toEqual(first);
    await listen(first["civil"] ?? 0);
    const second = await choose(["civil", "social"], first);
    expect(second["social"]).toBe(first["social"]);
    expect(second["civil"]).not.toBe(first["civil"]);
  });

  it("gives nobody else a port before its part listens there", async () => {
    const { ports, release } = await hold(["civil", "social"]);
    const other = await hold(["civil", "social"], ports);
    expect(Object.values(ports)).not.toEqual(expect.arrayContaining([other.ports["civil"]]));
    expect(Object.values(ports)).not.toEqual(expect.arrayContaining([other.ports["social"]]));
    await expect(listen(ports["civil"] ?? 0)).rejects.toThrow("EADDRINUSE");
    await release("civil");
    await listen(ports["civil"] ?? 0);
  });
});
