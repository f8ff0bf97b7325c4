import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import { afterEach, describe, expect, it } from "vitest";
import { Outbound } from "../outbound.ts";
import { exchange } from "./exchange.ts";
import { Meter } from "./meter.ts";

let server: Server | undefined;
const opened: Outbound[] = [];
afterEach(() => {
  for (const outbound of opened.splice(0)) outbound.close();
  server?.closeAllConnections();
  server?.close();
});

/** Connections as a mediator has them; `inside` says whether the target is a part of the stack. */
function outboundTo(inside: boolean): Outbound {
  const outbound = Object.assign(new Outbound(true, undefined), { isInside: () => inside });
  opened.push(outbound);
  return outbound;
}

async function listen(port: number, listener: RequestListener): Promise<number> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(port, "127.0.0.1", resolve));
  return (started.address() as AddressInfo).port;
}

/** A port at which nobody listens. */
async function freePort(): Promise<number> {
  const port = await listen(0, () => undefined);
  await new Promise((resolve) => server?.close(resolve));
  return port;
}

function post(outbound: Outbound, port: number, timeoutMs: number) {
  const call = { base: new URL(`http://127.0.0.1:${port}`), path: "/births", method: "POST", headers: {} };
  const body = new Blob(["a child"]).stream() as ReadableStream<Uint8Array>;
  return exchange(outbound, call, body, new Meter(), timeoutMs);
}

describe("a call while an application is away", () => {
  it("waits for a part of the stack, and is made once", async () => {
    const port = await freePort();
    const answered = post(outboundTo(true), port, 5000);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const received: string[] = [];
    await listen(port, async (request, response) => {
      received.push(await text(request));
      response.end("registered");
    });
    const { answer } = await answered;
    expect([answer.statusCode, await text(answer), received]).toEqual([200, "registered", ["a child"]]);
  });

  it("waits no longer than a call may take, and then says that it is not there", async () => {
    await expect(post(outboundTo(true), await freePort(), 300)).rejects.toMatchObject({ status: 503 });
  });

  it("waits for nobody else", async () => {
    const port = await freePort();
    const answered = post(outboundTo(false), port, 5000);
    await expect(answered).rejects.toMatchObject({ status: 503 });
    let calls = 0;
    await listen(port, () => {
      calls += 1;
    });
    expect(calls).toBe(0);
  });

  it("is not made again where the application broke off after it had the call", async () => {
    let calls = 0;
    const port = await listen(0, (request) => {
      calls += 1;
      request.socket.destroy();
    });
    await expect(post(outboundTo(true), port, 2000)).rejects.toMatchObject({ status: 502 });
    expect(calls).toBe(1);
  });
});
