import { connect } from "node:net";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleStack } from "../test/example-stack.ts";
import { type Served, serveBlock, serveReference } from "./serve.ts";

const stack = exampleStack();
const civil = stack.parts[1];
const config = civil?.product.reference?.(
  { stack, part: civil, options: civil.options },
  () => "http://127.0.0.1:1",
);
if (config === undefined) throw new Error("the example has no registries");
let served: Served;
beforeAll(async () => {
  served = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
});
afterAll(() => served.stop());

/** What comes back for bytes that are sent as they are, until the server closes. */
function raw(text: string, { port = served.port, keepOpen = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => (keepOpen ? socket.write(text) : socket.end(text)));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

describe("serveReference", () => {
  it("answers a GET with a body, which is read away, and does not break the connection under its answer", async () => {
    const body = "x".repeat(500_000);
    const head = `GET /healthcheck HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await raw(head + body)).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it("keeps an invitation to send the body out of the answers to pipelined requests", async () => {
    const app = new Hono().get("/", async (context) => context.text("here"));
    const block = { app, close: () => Promise.resolve() };
    const own = await serveBlock(block, { host: "127.0.0.1", port: 0 });
    const ask = "GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n";
    const asked = `${`${ask}\r\n`.repeat(5)}${ask}Connection: close\r\n\r\n`;
    const answers = await raw(asked, { port: own.port, keepOpen: true });
    await own.stop();
    expect(answers.match(/^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\nhere/gm)).toHaveLength(6);
    expect(answers).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it("listens on nothing but loopback without client authentication", async () => {
    const open = serveReference(config, { host: "0.0.0.0", port: 0, dataFolder: ":memory:" });
    await expect(open).rejects.toThrow(/loopback only/);
  });

  it("says which block has no server", async () => {
    const gis = serveReference(
      { ...config, block: "gis" },
      { host: "127.0.0.1", port: 0, dataFolder: ":memory:" },
    );
    await expect(gis).rejects.toThrow(/no reference server for gis/);
  });

  it("ends what it has begun when it stops, takes nothing new, and says that the connection ends", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const app = new Hono().get("/", async (context) => {
      begin();
      await over;
      return context.text("done");
    });
    let isClosed = false;
    const close = async () => {
      isClosed = true;
    };
    const own = await serveBlock({ app, close }, { host: "127.0.0.1", port: 0 });
    const answer = raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n", { port: own.port, keepOpen: true });
    await begun;
    const stopped = own.stop();
    await expect(fetch(own.url)).rejects.toThrow(/fetch failed/);
    expect(isClosed).toBe(false);
    end();
    expect(await answer).toMatch(
      /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*connection: close\r\n(?:.+\r\n)*\r\ndone$/i,
    );
    await stopped;
    expect(isClosed).toBe(true);
  });

  it("frees its port when it stops", async () => {
    const first = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: ":memory:" });
    await first.stop();
    const second = await serveReference(config, {
      host: "127.0.0.1",
      port: first.port,
      dataFolder: ":memory:",
    });
    expect(second.port).toBe(first.port);
    await second.stop();
  });
});
