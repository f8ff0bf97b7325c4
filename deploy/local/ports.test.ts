import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { choosePorts } from "./ports.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const listen = (port: number) =>
  new Promise<void>((resolve) => {
    servers.push(createServer().listen(port, "127.0.0.1", resolve));
  });

describe("choosePorts", () => {
  it("gives each part a port of its own that no outgoing connection is given meanwhile", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `part-${index}`);
    const ports = Object.values(await choosePorts(names, {}));
    expect(new Set(ports).size).toBe(50);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
  });

  it("keeps the port of last time, unless somebody else has it now", async () => {
    const first = await choosePorts(["civil", "social"], {});
    expect(await choosePorts(["civil", "social"], first)).toEqual(first);
    await listen(first["civil"] ?? 0);
    const second = await choosePorts(["civil", "social"], first);
    expect(second["social"]).toBe(first["social"]);
    expect(second["civil"]).not.toBe(first["civil"]);
  });
});
