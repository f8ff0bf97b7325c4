import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conditionOf, fulfilmentOf } from "../condition.ts";
import program from "./program.ts";

const calls: { method: string; path: string; source: string; body: Record<string, unknown> }[] = [];
const hub = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  calls.push({
    method: request.method ?? "",
    path: request.url ?? "",
    source: String(request.headers["fspiop-source"]),
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>,
  });
  response.end();
});

let folder = "";
let url = "";
let stop = new AbortController();
let running: Promise<number>;

beforeEach(async () => {
  calls.length = 0;
  stop = new AbortController();
  folder = mkdtempSync(join(tmpdir(), "mojaloop-simulator-"));
  const secretFile = join(folder, "fulfilments");
  writeFileSync(secretFile, "made-by-the-test\n");
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  const config = {
    port: 0,
    hub: { transfers: base, lookup: base, quotes: base },
    secretFile,
    dfsps: [{ name: "payeefsp", parties: ["27713803912"] }],
  };
  url = await new Promise<string>((resolve) => {
    const tell = (line: string) => resolve(`http://127.0.0.1:${/port (\d+)/.exec(line)?.[1]}/payeefsp`);
    running = program(config, tell, stop.signal);
  });
});

afterEach(async () => {
  stop.abort();
  expect(await running).toBe(0);
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  rmSync(folder, { recursive: true });
});

async function send(method: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      "content-type": "application/vnd.interoperability.transfers+json;version=1.1",
      "fspiop-source": "govpayer",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status;
}

const heard = async () => {
  await expect.poll(() => calls.length).toBe(1);
  return calls[0];
};

describe("a simulated institution", () => {
  test("knows its customers, and nobody else", async () => {
    expect(await send("GET", "/parties/MSISDN/27713803912")).toBe(202);
    expect(await heard()).toMatchObject({
      method: "PUT",
      path: "/parties/MSISDN/27713803912",
      source: "payeefsp",
      body: { party: { partyIdInfo: { fspId: "payeefsp" } } },
    });
    calls.length = 0;
    await send("GET", "/parties/MSISDN/27999999999");
    expect(await heard()).toMatchObject({
      path: "/parties/MSISDN/27999999999/error",
      body: { errorInformation: { errorCode: "3204" } },
    });
  });

  const transfer = (changes: object = {}) => ({
    transferId: "8f94242a-bf94-59c8-9687-15b0616af38c",
    payerFsp: "govpayer",
    payeeFsp: "payeefsp",
    amount: { amount: "10", currency: "XTS" },
    ilpPacket: "AAAA",
    condition: conditionOf(fulfilmentOf("AAAA", "made-by-the-test")),
    expiration: "2099-01-01T00:00:00.000Z",
    ...changes,
  });

  test("takes a transfer to which it agreed", async () => {
    expect(await send("POST", "/transfers", transfer())).toBe(202);
    const call = await heard();
    expect(call).toMatchObject({
      path: `/transfers/${transfer().transferId}`,
      body: { transferState: "COMMITTED" },
    });
    expect(conditionOf(String(call?.body["fulfilment"]))).toBe(transfer().condition);
  });

  test.for([{ condition: conditionOf(fulfilmentOf("AAAA", "another")) }, { payeeFsp: "otherfsp" }])(
    "refuses one to which it did not: %j",
    async (changes) => {
      expect(await send("POST", "/transfers", transfer(changes))).toBe(202);
      expect(await heard()).toMatchObject({ path: expect.stringMatching(/\/error$/) });
    },
  );

  test("refuses at once what is no message", async () => {
    expect(await send("POST", "/transfers", { transferId: "x" })).toBe(400);
    expect(await send("POST", "/quotes")).toBe(400);
    expect(calls).toEqual([]);
  });
});

test("a condition is that of Mojaloop's own test cases", () => {
  expect(conditionOf("UNlJ98hZTY_dsw0cAqw4i_UN3v4utt7CZFB4yfLbVFA")).toBe(
    "GRzLaTP7DJ9t4P-a_BA0WA9wzzlsugf00-Tn6kESAfM",
  );
});
