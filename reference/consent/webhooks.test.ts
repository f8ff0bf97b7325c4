import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { signDelivery } from "./notifier.ts";
import { as, type StartedConsent, startConsent } from "./started-consent.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function start(...part: Parameters<typeof startConsent>): StartedConsent {
  const server = startConsent(...part);
  open.push(server.close);
  return server;
}

interface Arrived {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A receiver on loopback that refuses the first so many calls. */
async function receive(refusals = 0) {
  const arrived: Arrived[] = [];
  let left = refusals;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      arrived.push({ headers: request.headers, text: Buffer.concat(chunks).toString("utf8") });
      left -= 1;
      response.writeHead(left >= 0 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(
    () => server.closeAllConnections(),
    () => void server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return { arrived, url: `http://127.0.0.1:${port}/hook` };
}

const hook = (payloadUrl: string, changes: object = {}) => ({
  webhook: {
    payloadUrl,
    contentType: "application/json",
    disabled: false,
    secretKey: "s3cret-of-hook",
    ...changes,
  },
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("a webhook is told of consents with ids alone, signed with its secret, until it takes it", async () => {
  const server = start();
  const { arrived, url } = await receive(2);
  const amra = await server.individual("amra");
  const agreement = await server.agreement();
  await server.must("POST", "/config/webhook/", hook(url));
  const record = await server.consent(amra, agreement);
  await until(() => arrived.length === 3);
  const [{ headers, text } = { headers: {}, text: "" }] = arrived;
  expect(JSON.parse(text)).toMatchObject({
    event: "consent.given",
    data: { consentRecordId: record.id, dataAgreementId: agreement, individualId: "amra", optIn: true },
  });
  expect(arrived.map((one) => one.text)).toEqual([text, text, text]);
  const timestamp = String(headers["x-webhook-timestamp"]);
  expect(headers["x-webhook-signature"]).toBe(`sha256=${signDelivery("s3cret-of-hook", timestamp, text)}`);
  await until(async () => (await server.must("GET", "/development/holdings")).deliveries === 0);
});

test("a disabled or deleted webhook is told nothing, also nothing of before", async () => {
  const server = start({ settings: { retryBaseMs: 60_000 } });
  const { arrived, url } = await receive(1);
  const { webhook } = await server.must("POST", "/config/webhook/", hook(url));
  await server.agreement();
  await until(() => arrived.length === 1);
  const path = `/config/webhook/${webhook.id}/`;
  expect((await server.must("GET", "/development/holdings")).deliveries).toBe(1);
  await server.must("PUT", path, hook(url, { disabled: true, secretKey: undefined }));
  await server.agreement();
  expect((await server.must("GET", "/development/holdings")).deliveries).toBe(0);
  expect((await server.ask("DELETE", path)).text).toBe("");
  expect((await server.ask("DELETE", path)).status).toBe(200);
  expect((await server.ask("GET", path)).status).toBe(400);
});

test("a webhook's secret is nowhere in an answer, and an update without one keeps it", async () => {
  const server = start();
  const { arrived, url } = await receive();
  const created = await server.ask("POST", "/config/webhook/", hook(url, { id: "w" }));
  const updated = await server.ask("PUT", "/config/webhook/w/", hook(url, { secretKey: "" }));
  const listed = await server.ask("GET", "/config/webhooks/");
  for (const { text } of [created, updated, listed]) expect(text).not.toContain("s3cret");
  expect(created.body.webhook.secretKey).toBe("");
  await server.agreement();
  await until(() => arrived.length === 1);
  const [{ headers, text } = { headers: {}, text: "" }] = arrived;
  const timestamp = String(headers["x-webhook-timestamp"]);
  expect(headers["x-webhook-signature"]).toBe(`sha256=${signDelivery("s3cret-of-hook", timestamp, text)}`);
});

describe("a webhook's address", () => {
  const hosts = {
    settings: { webhookHosts: [{ host: "hooks.example", port: 443 }], allowLoopbackTargets: false },
  };

  test.each([
    ["a registered host", "https://hooks.example/x", 200],
    ["another port of it", "https://hooks.example:8443/x", 400],
    ["another host", "https://other.example/x", 400],
    ["user and password", "https://u:p@hooks.example/x", 400],
    ["loopback", "http://127.0.0.1:9/x", 400],
    ["link-local", "http://169.254.169.254/x", 400],
    ["another protocol", "ftp://hooks.example/x", 400],
  ])("with %s is answered as it should be", async (_, url, status) => {
    const server = start(hosts);
    expect((await server.ask("POST", "/config/webhook/", hook(url))).status).toBe(status);
  });

  test("is never link-local, and outside of development none that is not registered", async () => {
    const open = await start().ask("POST", "/config/webhook/", hook("http://169.254.169.254/x"));
    expect(open.status).toBe(400);
    const production = start({ environment: "production" });
    expect((await production.ask("POST", "/config/webhook/", hook("https://hooks.example/"))).status).toBe(
      400,
    );
    expect((await production.ask("GET", "/development/holdings")).status).toBe(404);
  });
});

test("withdrawing and forgetting are told too", async () => {
  const server = start();
  const { arrived, url } = await receive();
  const amra = await server.individual();
  const record = await server.consent(amra, await server.agreement({ forgettable: true }));
  await server.must("POST", "/config/webhook/", hook(url));
  const path = `/service/individual/record/consent-record/${record.id}/`;
  await server.must("PUT", path, { consentRecord: { optIn: false } }, as(amra));
  await server.ask("DELETE", "/service/individual/record/", undefined, as(amra));
  await until(() => arrived.length === 2);
  const events = arrived.map(({ text }) => (JSON.parse(text) as { event: string }).event).sort();
  expect(events).toEqual(["consent.deleted", "consent.withdrawn"]);
});
