import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../deploy/engine.ts";
import { exampleStack } from "../test/example-stack.ts";
import { watchParts } from "./watch-parts.ts";

let server: Server;
let isReady = true;
beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(isReady ? 200 : 503).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

describe("watchParts", () => {
  it("tells each part's state once, each change of it, and ends with the signal", async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const deployment: Deployment = {
      addressOf: () => Promise.resolve(url),
      placeSink: () => Promise.resolve(undefined),
      close: () => Promise.resolve(),
    };
    const stack = exampleStack();
    const one = { ...stack, parts: stack.parts.slice(0, 1) };
    const told: string[] = [];
    const controller = new AbortController();
    await watchParts(
      one,
      deployment,
      ({ part, state }) => {
        told.push(`${part} ${state}`);
        if (told.length === 3) controller.abort();
        else isReady = !isReady;
      },
      controller.signal,
      5,
    );
    expect(told).toEqual(["mediator ready", "mediator failed", "mediator ready"]);
  });
});
