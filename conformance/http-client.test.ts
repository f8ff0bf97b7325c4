import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Unmet } from "./check.ts";
import type { Exchange } from "./http.ts";
import { BrokenConnection, createHttpClient } from "./http-client.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener, port = 0): Promise<string> {
  const server = createServer(listener).listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with what arrived. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
};

interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const echoed = (exchange: Exchange) => exchange.json as Echoed;

describe("createHttpClient", () => {
  it("says who calls in both headers and marks all requests of a check alike", async () => {
    const http = createHttpClient({ baseUrl: `${await serve(echo)}/api`, client: "XU/GOV/1/a" });
    const first = echoed(await http.send({ path: "/x", query: { q: "a b", n: 1 } }));
    const second = echoed(await http.send({ path: "/y" }));
    expect(first.url).toBe("/api/x?q=a+b&n=1");
    expect(first.headers["information-mediator-client"]).toBe("XU/GOV/1/a");
    expect(first.headers["x-govstack-client"]).toBe("XU/GOV/1/a");
    expect(first.headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers["x-correlation-id"]).toBe(first.headers["x-correlation-id"]);
  });

  it("sends no caller header for null, and another caller where the request names one", async () => {
    const http = createHttpClient({ baseUrl: await serve(echo), client: "XU/GOV/1/a" });
    const none = echoed(await http.send({ path: "/", client: null })).headers;
    expect(none).not.toHaveProperty("information-mediator-client");
    expect(none).not.toHaveProperty("x-govstack-client");
    const other = echoed(await http.send({ path: "/", client: "XU/GOV/2/b" })).headers;
    expect(other["x-govstack-client"]).toBe("XU/GOV/2/b");
  });

  it("sends JSON and text, and lets a request's headers win over the target's", async () => {
    const headers = { "X-Api-Version": "1", accept: "text/plain" };
    const http = createHttpClient({ baseUrl: await serve(echo), client: null, headers });
    const json = echoed(await http.send({ method: "POST", path: "/", json: { a: 1 } }));
    expect([json.body, json.headers["content-type"]]).toEqual(['{"a":1}', "application/json"]);
    const text = echoed(
      await http.send({ method: "PUT", path: "/", text: "{", headers: { "x-api-version": "2" } }),
    );
    expect([text.body, text.headers["x-api-version"], text.headers["accept"]]).toEqual([
      "{",
      "2",
      "text/plain",
    ]);
  });

  it("leaves out a header of the target that a request does not want", async () => {
    const headers = { authorization: "Bearer of-the-target" };
    const http = createHttpClient({ baseUrl: await serve(echo), client: null, headers });
    const without = echoed(await http.send({ path: "/", headers: { Authorization: null } })).headers;
    expect(without).not.toHaveProperty("authorization");
    expect(echoed(await http.send({ path: "/" })).headers).toMatchObject(headers);
  });

  it("sends a URL's user and password as credentials, and nowhere else", async () => {
    const baseUrl = (await serve(echo)).replace("//", "//user:p%40ss@");
    const answer = await createHttpClient({ baseUrl, client: null }).send({ path: "/x" });
    expect(echoed(answer).headers["authorization"]).toBe(`Basic ${btoa("user:p@ss")}`);
    expect(answer.url).not.toContain("user");
  });

  it("records each exchange and does not follow a redirect", async () => {
    const seen: Exchange[] = [];
    const baseUrl = await serve((_, response) =>
      response.writeHead(302, { location: "/other" }).end("moved"),
    );
    const answer = await createHttpClient({ baseUrl, client: null, record: (x) => seen.push(x) }).send({
      path: "/",
    });
    expect(answer).toMatchObject({ status: 302, text: "moved", json: undefined });
    expect(answer.headers["location"]).toBe("/other");
    expect(seen).toEqual([answer]);
  });

  it("keeps each of several cookies", async () => {
    const cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2; HttpOnly"];
    const url = await serve((_, response) => response.writeHead(200, { "set-cookie": cookies }).end());
    const { headers } = await createHttpClient({ baseUrl: url, client: null }).send({ path: "/" });
    expect(headers["set-cookie"]).toBe(cookies.join(", "));
  });

  it("gives up after the time-out and records the request without an answer", async () => {
    const seen: Exchange[] = [];
    const baseUrl = await serve(() => undefined);
    const http = createHttpClient({ baseUrl, client: null, timeoutMs: 50, record: (x) => seen.push(x) });
    const sent = http.send({ path: "/slow" });
    await expect(sent).rejects.toThrow("no answer within 0.05 s");
    await expect(sent).rejects.toThrow(Unmet);
    expect(seen).toMatchObject([{ url: `${baseUrl}/slow`, status: 0, text: "" }]);
  });

  it("counts the body into the time-out", async () => {
    const baseUrl = await serve((_, response) => void response.writeHead(200).write("beginning"));
    const http = createHttpClient({ baseUrl, client: null, timeoutMs: 80 });
    await expect(http.send({ path: "/" })).rejects.toThrow("no answer within 0.08 s");
  });

  it("says that an answer was cut, and tries no write again", async () => {
    let calls = 0;
    const baseUrl = await serve((_, response) => {
      calls += 1;
      response.writeHead(200, { "content-length": "100" });
      response.write("short", () => response.destroy());
    });
    const sent = createHttpClient({ baseUrl, client: null }).send({ method: "POST", path: "/", json: {} });
    await expect(sent).rejects.toThrow(BrokenConnection);
    await expect(sent).rejects.toThrow("the connection broke in the middle of the answer");
    expect(calls).toBe(1);
  });

  it("says that the connection broke before an answer", async () => {
    const http = createHttpClient({ baseUrl: await serve((request) => request.destroy()), client: null });
    await expect(http.send({ path: "/" })).rejects.toThrow("the connection broke before an answer came");
  });

  it("says what is wrong with an answer that is no HTTP", async () => {
    const server = createTcpServer((socket) => socket.resume().end("SSH-2.0-server\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => server.once("listening", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sent = createHttpClient({ baseUrl, client: null }).send({ path: "/" });
    await expect(sent).rejects.toThrow(BrokenConnection);
    await expect(sent).rejects.toThrow("no connection: Parse Error");
  });

  it("keeps a connection for the next request, and takes a new one where the server has ended it", async () => {
    const ports: (number | undefined)[] = [];
    const { promise: gone, resolve: ended } = Promise.withResolvers<void>();
    const baseUrl = await serve((request, response) => {
      ports.push(request.socket.remotePort);
      response.end();
      if (ports.length === 2) request.socket.end().once("close", ended);
    });
    const http = createHttpClient({ baseUrl, client: null });
    await http.send({ path: "/" });
    await http.send({ path: "/" });
    await gone;
    expect((await http.send({ path: "/" })).status).toBe(200);
    const [first, second, third] = ports;
    expect([second === first, third === first]).toEqual([true, false]);
  });

  it("waits shortly for a server that is just starting, for reads only", async () => {
    const baseUrl = await serve(echo);
    const port = Number(new URL(baseUrl).port);
    await closers.pop()?.();
    const http = createHttpClient({ baseUrl, client: null });
    await expect(http.send({ method: "POST", path: "/" })).rejects.toThrow("connection refused");
    const read = http.send({ path: "/" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await serve(echo, port);
    expect((await read).status).toBe(200);
  });

  it("reports a refused connection after three tries", async () => {
    const baseUrl = await serve(echo);
    await closers.pop()?.();
    const started = performance.now();
    const sent = createHttpClient({ baseUrl, client: null }).send({ path: "/" });
    await expect(sent).rejects.toThrow("connection refused");
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it("throws the signal's reason when interrupted", async () => {
    const stop = new AbortController();
    const baseUrl = await serve(() => stop.abort(new Error("interrupted")));
    const sent = createHttpClient({ baseUrl, client: null, signal: stop.signal }).send({ path: "/" });
    await expect(sent).rejects.toThrow("interrupted");
    await expect(sent).rejects.not.toThrow(Unmet);
  });

  it("lets a wrong use through as the bug that it is", async () => {
    const http = createHttpClient({ baseUrl: await serve(echo), client: null });
    const sent = http.send({ path: "/", headers: { "x-lines": "one\ntwo" } });
    await expect(sent).rejects.toThrow(TypeError);
  });
});
