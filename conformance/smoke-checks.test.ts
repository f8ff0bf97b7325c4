import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SmokeCheck } from "../charts/spi/index.ts";
import { runChecks } from "./runner.ts";

let server: Server;
let url = "";
const headers: Record<string, unknown>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    headers.push(request.headers);
    response.writeHead(request.url === "/down" ? 503 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "UP", keys: [{ kid: "a/b" }], "a/b": 0, empty: "" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

async function run(expected: SmokeCheck["expect"], path = "/health") {
  const check: SmokeCheck = {
    id: "ready",
    title: "it is ready",
    port: "http",
    method: "GET",
    path,
    expect: expected,
  };
  const target = {
    part: "identity",
    block: "cms" as const,
    product: "keycloak 26",
    url: "http://127.0.0.1:1",
    headers: { authorization: "Bearer of-another-port" },
    client: "XU/GOV/1/checks",
    smoke: [{ check, url }],
  };
  const { parts } = await runChecks({ targets: [target], suites: {}, useCases: [] });
  return parts[0]?.results[0];
}

describe("a smoke check", () => {
  test.for<SmokeCheck["expect"]>([
    { status: 200 },
    { status: 200, contains: '"UP"' },
    { status: 200, json: { "/status": "UP", "/keys/0/kid": true, "/a~1b": 0 } },
  ])("passes where the answer is %j", async (expected) => {
    expect(await run(expected)).toMatchObject({ status: "passed", check: "smoke-ready", level: "REQUIRED" });
  });

  test.for<SmokeCheck["expect"]>([
    { status: 204 },
    { status: 200, contains: "DOWN" },
    { status: 200, json: { "/status": "DOWN" } },
    { status: 200, json: { "/keys/1/kid": true } },
    { status: 200, json: { "/empty": true } },
    { status: 200, json: { "/constructor": true } },
  ])("fails where the answer is not %j", async (expected) => {
    expect(await run(expected)).toMatchObject({ status: "failed" });
  });

  test("fails where the product is not ready, and shows the answer", async () => {
    const result = await run({ status: 200 }, "/down");
    expect(result?.status).toBe("failed");
    expect(result?.exchanges.at(-1)).toMatchObject({ status: 503, url: `${url}/down` });
  });

  test("sends the part's own headers to no other port", async () => {
    headers.length = 0;
    await run({ status: 200 });
    expect(headers[0]).not.toHaveProperty("authorization");
  });
});
