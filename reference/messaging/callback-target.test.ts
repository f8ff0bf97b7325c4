import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { exampleEmail, startMessaging, until } from "./started-messaging.ts";

// A name that a stranger's name server leads to this machine.
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (_name: string, _options: object, callback: (error: null, addresses: object[]) => void) =>
    callback(null, [{ address: "127.0.0.1", family: 4 }]),
}));

test.each([
  [false, 0],
  [true, 1],
])("with loopback as a target (%s) a name that leads there is called back (%s)", async (allowed, calls) => {
  const reached: unknown[] = [];
  const sender = createServer((request, response) => {
    reached.push(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => sender.listen(0, "127.0.0.1", resolve));
  const { port } = sender.address() as AddressInfo;
  const host = allowed ? "127.0.0.1" : "rebound.example";
  const server = startMessaging({ settings: { allowLoopbackTargets: allowed } });
  const callback = { URI: `http://${host}:${port}/` };
  const uid = await server.accept(exampleEmail("a@mail.example", { callback }));
  await until(async () => (await server.statusOf(uid))["delivered"] === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await server.close();
  await new Promise((resolve) => sender.close(resolve));
  expect(reached).toHaveLength(calls);
});
