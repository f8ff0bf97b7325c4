import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Served, serveReference } from "../serve.ts";
import { Store } from "../store.ts";
import {
  type ExampleApplication,
  exampleConfig,
  exampleMembers,
  exampleService,
  HOSPITAL,
  listen,
  type Parsed,
  POLICE,
  ROOM,
} from "./example-mediator.ts";
import { verifyMessageLog } from "./message-log.ts";

let folder: string;
let application: ExampleApplication;
let mediator: Served;
let seen: { url: string; method: string; headers: Record<string, string>; logged: string[] }[];

/** The kinds of log entries on the disk, read by another connection than the mediator's. */
function readLog(): Parsed[] {
  const db = new DatabaseSync(join(folder, "information-mediator.sqlite"), { readOnly: true });
  const rows = db.prepare("SELECT entry FROM message_log ORDER BY sequence").all();
  db.close();
  return rows.map((row) => JSON.parse(String(row["entry"])));
}

beforeEach(async () => {
  seen = [];
  folder = mkdtempSync(join(tmpdir(), "mediator-"));
  application = await listen((request, response) => {
    const url = request.url ?? "";
    const logged = readLog().map((entry) => entry.kind);
    seen.push({
      url,
      method: request.method ?? "",
      headers: request.headers as Record<string, string>,
      logged,
    });
    if (url.startsWith("/api/echo")) request.pipe(response);
    else if (url.startsWith("/api/hangs")) request.resume();
    else if (url.startsWith("/api/breaks"))
      response.writeHead(200, { "content-length": 100 }).write("part", () => response.destroy());
    else if (url.startsWith("/api/cut")) {
      response.write("part");
      setTimeout(() => response.destroy(), 50);
    } else if (url.startsWith("/api/moved"))
      response.writeHead(307, { location: "http://elsewhere.example/" }).end();
    else if (url.startsWith("/api/sized")) response.end("sized");
    else if (url.startsWith("/api/empty")) response.writeHead(204).end();
    else
      response
        .writeHead(418, { "set-cookie": ["a=1", "b=2"], connection: "x-hop", "x-hop": "1", "x-kept": "yes" })
        .end('{"answer":1}');
  });
  const closed = await listen(() => undefined);
  await closed.close();
  const services = [
    exampleService("s", `${application.url}/api`, [HOSPITAL]),
    exampleService("down", closed.url, [HOSPITAL]),
  ];
  const config = exampleConfig(exampleMembers(services), { settings: { callTimeoutMs: 300 } });
  mediator = await serveReference(config, { host: "127.0.0.1", port: 0, dataFolder: folder });
});
afterEach(async () => {
  await mediator.stop(100);
  await application.close();
  rmSync(folder, { recursive: true });
});

const call = (path: string, init: RequestInit & { client?: string | null } = {}) =>
  fetch(`${mediator.url}/r1/${ROOM}/${path}`, {
    redirect: "manual",
    ...init,
    headers: {
      ...(init.client === null ? {} : { "X-GovStack-Client": init.client ?? HOSPITAL }),
      ...init.headers,
    },
  });

describe("service access", () => {
  test("passes a call on and its answer back", async () => {
    const answer = await call("s/births/1?name=Jane", {
      method: "PUT",
      body: "{}",
      headers: { "X-Own": "1" },
    });
    expect([answer.status, await answer.text()]).toEqual([418, '{"answer":1}']);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([answer.headers.get("x-kept"), answer.headers.get("x-hop")]).toEqual(["yes", null]);
    expect(answer.headers.get("X-GovStack-Error")).toBeNull();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: "/api/births/1?name=Jane",
      method: "PUT",
      headers: { "x-own": "1" },
    });
  });

  test("says who calls, and drops what the caller says of it", async () => {
    await call("s/x", {
      headers: {
        "X-Correlation-ID": "c-1",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Prefix": "/evil",
        Forwarded: "for=1.2.3.4",
        "X-Real-IP": "1.2.3.4",
        "Information-Mediator-Client": HOSPITAL,
        "X-Road-Represented-Party": "GOV/1",
      },
    });
    const headers = seen[0]?.headers ?? {};
    expect(headers).toMatchObject({
      "x-govstack-client": HOSPITAL,
      "information-mediator-client": HOSPITAL,
      "x-correlation-id": "c-1",
      "x-forwarded-prefix": `/r1/${ROOM}/s`,
      "x-forwarded-proto": "http",
      "x-forwarded-host": new URL(mediator.url).host,
      host: new URL(application.url).host,
    });
    for (const name of ["x-forwarded-for", "forwarded", "x-real-ip", "x-road-represented-party"])
      expect(headers).not.toHaveProperty(name);
  });

  test.each([
    ["no caller", 400, "s/x", null],
    ["a broken caller", 400, "s/x", "GOV/7010"],
    ["an unknown service", 404, "unknown/x", HOSPITAL],
    ["another application of the same instance", 403, "s/x", POLICE],
    ["another application of the same member", 403, "s/x", "UTOPIA/GOV/7010/Other"],
    ["the same codes of another instance", 403, "s/x", "ELSEWHERE/GOV/7010/Hospital"],
    ["the provider itself without a right", 403, "s/x", ROOM],
    ["a path that leads out", 400, "s/..%2f..%2fadmin", HOSPITAL],
  ])("%s gets %i, and nothing is forwarded", async (_, status, path, client) => {
    const answer = await call(path, { client });
    expect(answer.status).toBe(status);
    const body = (await answer.json()) as Parsed;
    expect(body).toEqual({
      type: expect.any(String),
      message: expect.any(String),
      detail: answer.headers.get("x-correlation-id"),
    });
    expect(answer.headers.get("X-GovStack-Error")).toBe(body.type);
    expect(seen).toEqual([]);
  });

  test("an unknown application or instance is a 404, and two callers in one call a 400", async () => {
    const get = (path: string, headers: Record<string, string>) =>
      fetch(`${mediator.url}${path}`, { headers });
    const hospital = { "X-GovStack-Client": HOSPITAL };
    expect((await get("/r1/UTOPIA/GOV/7003/Other/s/x", hospital)).status).toBe(404);
    expect((await get("/r1/ELSEWHERE/GOV/7003/CitizensRegistry/s/x", hospital)).status).toBe(404);
    expect(
      (await get(`/r1/${ROOM}/s/x`, { "X-GovStack-Client": POLICE, "X-Road-Client": HOSPITAL })).status,
    ).toBe(400);
    expect((await get(`/${ROOM}/s/x`, { "Information-Mediator-Client": HOSPITAL })).status).toBe(418);
  });

  test("dots in the raw request line stay inside", async () => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(mediator.port, "127.0.0.1");
      socket.end(
        `GET /r1/${ROOM}/s/../../../../../../admin HTTP/1.1\r\nHost: x\r\nX-GovStack-Client: ${HOSPITAL}\r\nConnection: close\r\n\r\n`,
      );
      let all = "";
      socket.on("data", (chunk) => {
        all += chunk;
      });
      socket.on("close", () => resolve(all));
    });
    expect(text).toMatch(/^HTTP\/1\.1 4/);
    expect(seen).toEqual([]);
  });

  test("a right that is taken away counts at once", async () => {
    const right = { memberClass: "GOV", memberCode: "7010", applicationId: "Hospital" };
    const entry = {
      memberClass: "GOV",
      memberCode: "7003",
      applicationId: "CitizensRegistry",
      serviceId: "s",
      rights: [right],
    };
    const change = (name: string) =>
      fetch(`${mediator.url}/api/v1/rights/${name}`, {
        method: "PATCH",
        body: JSON.stringify([entry]),
        headers: { "Content-Type": "application/json" },
      });
    await change("deny");
    expect((await call("s/x")).status).toBe(403);
    await change("allow");
    expect((await call("s/x")).status).toBe(418);
  });

  test("redirects are passed back and not followed, empty answers stay empty", async () => {
    const moved = await call("s/moved");
    expect([moved.status, moved.headers.get("location")]).toEqual([307, "http://elsewhere.example/"]);
    expect((await call("s/empty", { method: "DELETE" })).status).toBe(204);
    expect((await call("s/x", { method: "HEAD" })).status).toBe(418);
  });

  test("an application that is silent is a 504, one that is down a 503 for a while, one that breaks off breaks off", async () => {
    const silent = await call("s/hangs", { method: "POST", body: "x" });
    expect([silent.status, silent.headers.get("X-GovStack-Error")]).toEqual([504, "Server.Timeout"]);
    const down = await call("down/x");
    expect([down.status, down.headers.get("Retry-After")]).toEqual([503, "5"]);
    for (const path of ["s/breaks", "s/cut"])
      await expect(call(path).then((answer) => answer.text())).rejects.toThrow();
    expect(
      readLog()
        .filter((entry) => entry.kind === "response")
        .map(({ status, complete }) => [status, complete]),
    ).toEqual([
      [504, false],
      [503, false],
      [200, false],
      [200, false],
    ]);
  });
});

describe("the log of a call", () => {
  test("has its first entry on the disk before the call arrives, and its second before the answer ends", async () => {
    const answer = await call("s/births/1?name=Jane", {
      method: "POST",
      body: "secret",
      headers: { Authorization: "Bearer token" },
    });
    await answer.text();
    expect(seen[0]?.logged).toEqual(["request"]);
    const [before, after] = readLog();
    expect(before).toMatchObject({
      kind: "request",
      client: HOSPITAL,
      service: `${ROOM}/s`,
      method: "POST",
      path: "/births/1",
    });
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(after).toMatchObject({
      kind: "response",
      messageId: before.messageId,
      correlationId: before.correlationId,
      status: 418,
      complete: true,
      requestBytes: 6,
      requestDigest: sha256("secret"),
      responseBytes: 12,
      responseDigest: sha256('{"answer":1}'),
    });
    expect(JSON.stringify(readLog())).not.toMatch(/Jane|token|secret/);
  });

  test("holds the call back until its first entry is on the disk, however long that takes", async () => {
    const { write } = Store.prototype;
    const slow = vi.spyOn(Store.prototype, "write").mockImplementation(async function (this: Store, run) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return write.call(this, run) as Promise<never>;
    });
    await (await call("s/x")).text();
    slow.mockRestore();
    expect(seen[0]?.logged).toEqual(["request"]);
  });

  test("is on the disk before the last byte, where the length tells which that is", async () => {
    for (let count = 1; count <= 20; count += 1) {
      const answer = await call("s/sized");
      expect(answer.headers.get("content-length")).toBe("5");
      await answer.text();
      expect(readLog().filter((entry) => entry.kind === "response")).toHaveLength(count);
    }
  });

  test("holds refusals too, and verifies", async () => {
    await call("s/x", { client: POLICE });
    await (await call("s/x")).text();
    expect(readLog()[0]).toMatchObject({
      kind: "refused",
      client: POLICE,
      service: `${ROOM}/s`,
      status: 403,
    });
    const path = join(folder, "information-mediator.sqlite");
    expect(verifyMessageLog(path)).toMatchObject({ ok: true, entries: 3 });
  });
});

describe("bodies", () => {
  test("of 20 MB stream both ways: the answer begins long before the request ends", async () => {
    const part = Buffer.alloc(64 << 10, "x");
    const parts = 320;
    const digest = createHash("sha256");
    const sentBeforeAnswer = await new Promise<number>((resolve, reject) => {
      let sent = 0;
      let first: number | undefined;
      const request = requestHttp(`${mediator.url}/r1/${ROOM}/s/echo`, {
        method: "POST",
        headers: { "X-GovStack-Client": HOSPITAL },
      });
      request.on("response", (answer) => {
        answer.on("data", (chunk: Buffer) => {
          first ??= sent;
          digest.update(chunk);
          // The next part goes only after something came back, so a mediator that collects would wait for ever.
          more();
        });
        answer.on("end", () => resolve(first ?? 0));
      });
      request.on("error", reject);
      const more = (): void => {
        if (sent >= parts) return;
        request.write(part);
        sent += 1;
        if (sent === parts) request.end();
      };
      more();
    });
    expect(sentBeforeAnswer).toBeLessThan(5);
    const whole = createHash("sha256");
    for (let count = 0; count < parts; count += 1) whole.update(part);
    const expected = whole.digest("hex");
    expect(digest.digest("hex")).toBe(expected);
    const last = readLog().at(-1);
    expect([last.requestBytes, last.responseBytes]).toEqual([20 << 20, 20 << 20]);
    expect([last.requestDigest, last.responseDigest]).toEqual([expected, expected]);
  });
});
