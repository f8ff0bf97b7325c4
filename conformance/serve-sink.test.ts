import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SinkServer, serveSink } from "./serve-sink.ts";

const TOKEN = "a-token-of-a-test-that-opens-nothing";
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
let server: SinkServer;

beforeEach(async () => {
  server = await serveSink({ host: "127.0.0.1", port: 0, token: TOKEN, limits: { calls: 3, bytes: 10_000 } });
});
afterEach(() => server.stop());

const ask = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
const put = (content: unknown, headers: Record<string, string> = AUTHORIZED) =>
  ask("/-/marks/m", { method: "PUT", headers, body: JSON.stringify(content) });

describe("the sink's server", () => {
  it("tells whoever asks that it is up, and no more", async () => {
    const health = await ask("/-/healthcheck");
    expect([health.status, await health.json()]).toEqual([200, { status: "UP" }]);
    await ask("/m", { method: "POST", body: "secret" });
    for (const headers of [
      {},
      { authorization: "" },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: TOKEN },
    ]) {
      const answer = await ask("/-/marks/m", { headers });
      expect([answer.status, await answer.text()]).toEqual([401, "{}"]);
      expect((await put([{ status: 500 }], headers)).status).toBe(401);
    }
    const calls = await ask("/-/marks/m", { headers: AUTHORIZED });
    expect(await calls.json()).toMatchObject([{ body: "secret" }]);
    expect((await ask("/m", { method: "POST" })).status).toBe(204);
  });

  it("does not take its control paths for marks", async () => {
    for (const path of ["/-/", "/-/marks/", "/-/other", "/-/marks/a/b"]) {
      expect((await ask(path, { headers: AUTHORIZED })).status).toBe(404);
    }
    expect((await ask("/-/marks/m", { method: "DELETE", headers: AUTHORIZED })).status).toBe(405);
  });

  it("refuses answers that are none", async () => {
    for (const wrong of [{}, [200], [{ status: 99 }], [{ status: 200, content: "x" }], "x".repeat(10)]) {
      expect((await put(wrong)).status).toBe(400);
    }
    expect((await put([{ status: 201 }])).status).toBe(200);
    expect((await ask("/m", { method: "POST" })).status).toBe(201);
  });

  it("takes what it can hold, and stands up to what is too much", async () => {
    const statuses: unknown[] = [];
    for (const body of ["1", "x".repeat(20_000), "2", "3", "4"]) {
      statuses.push((await ask("/m", { method: "POST", body })).status);
    }
    expect(statuses).toEqual([204, 507, 204, 204, 507]);
    const tooLong = await ask("/m", { method: "POST", body: "x".repeat(1024 * 1024 + 1) }).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect([413, "cut"]).toContain(tooLong);
    const odd = await ask("/-/marks/m?after=-1&waitMs=NaN", { headers: AUTHORIZED });
    expect(await odd.json()).toHaveLength(3);
  });
});
