import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type StartedPayments, startPayments, startReceiver } from "./started-payments.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-payments-"));
let server: StartedPayments | undefined;
let receiver: Receiver | undefined;
afterEach(async () => {
  await server?.close();
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

const batch = [
  {
    requestId: "i1",
    creditParty: [{ key: "MSISDN", value: "27713803912" }],
    debitParty: [{ key: "account", value: "treasury" }],
    paymentMode: "ledger",
    amount: "10",
    currency: "XTS",
  },
];

const handOver = (to: StartedPayments, callback: string, correlation = "c1") =>
  to.send("POST", "/batchtransactions?type=raw", batch, {
    "Platform-TenantId": "social",
    "X-CorrelationID": correlation,
    "X-Callback-URL": callback,
  });

describe("a call-back", () => {
  it("is made again until it is taken, with the same body", async () => {
    receiver = await startReceiver();
    server = startPayments();
    receiver.answerWith(503, 500, 302);
    await handOver(server, receiver.url);
    const bodies = [];
    for (let times = 0; times < 4; times++) bodies.push(JSON.stringify((await receiver.next()).body));
    expect(new Set(bodies).size).toBe(1);
    await expect
      .poll(async () => (await server?.send("GET", "/development/holdings"))?.body.callbacks)
      .toBe(0);
    expect(receiver.arrived).toHaveLength(4);
  });

  it("that nobody took is made after a restart, and nothing is paid twice", async () => {
    receiver = await startReceiver();
    receiver.answerWith(...Array.from({ length: 50 }, () => 503));
    server = startPayments({}, folder);
    await handOver(server, receiver.url);
    await receiver.next();
    await server.close();
    const before = receiver.arrived.length;
    server = startPayments({}, folder);
    await expect.poll(() => receiver?.arrived.length).toBeGreaterThan(before);
    expect((await handOver(server, receiver.url)).status).toBe(202);
    expect(await server.balance("27713803912")).toBe("10.00");
  });
});

describe("a start", () => {
  it("goes on with the same data, and loads no seed over it", async () => {
    server = startPayments({}, folder);
    await handOver(server, "http://127.0.0.1:9/");
    await server.settled();
    await server.close();
    server = startPayments({ seed: { payers: [{ id: "other", account: "other" }] } }, folder);
    expect(await server.balance("27713803912")).toBe("10.00");
    expect(await server.balance("other")).toBeUndefined();
  });

  it("needs the key of the vouchers that it has", async () => {
    server = startPayments({}, folder);
    await server.send("POST", "/vouchers/voucher_preactivation", {
      voucher_amount: 1,
      voucher_currency: "XTS",
    });
    await server.close();
    const file = join(folder, "voucher.key");
    expect(readFileSync(file)).toHaveLength(32);
    rmSync(file);
    expect(() => startPayments({}, folder)).toThrow(/key of the vouchers is missing/);
    server = undefined;
  });

  it.each([
    [
      { payers: [{ id: "a", account: "1", balance: "much" }] },
      'seed.payers.0: balance: "much" is no amount in XTS',
    ],
    [
      {
        payers: [
          { id: "a", account: "1" },
          { id: "b", account: "1" },
        ],
      },
      "seed.payers.1: account 1 is another payer's",
    ],
    [{ unknown: [] }, 'seed: Unrecognized key: "unknown"'],
    [{ institutions: [{ id: "a", url: "nowhere" }] }, "seed.institutions.0: url: an http or https address"],
    [
      { billers: [{ id: "a", bills: [{ id: "1", amount: 0 }] }] },
      "seed.billers.0: bills.0.amount: a bill is about more",
    ],
    [
      { beneficiaries: [{ institution: "a", payee: "p", modality: "09" }] },
      "seed.beneficiaries.0: there is no payment",
    ],
    [
      { vouchers: [{ serialNumber: "A", amount: 1, active: true }] },
      "seed.vouchers.0: the payer has no account in XTS",
    ],
    [
      {
        vouchers: [
          { serialNumber: "A", amount: 1 },
          { serialNumber: "A", amount: 1 },
        ],
      },
      "seed.vouchers.1: it is there twice",
    ],
  ])("stops for the seed %j", (seed, sentence) => {
    expect(() => startPayments({ seed })).toThrow(sentence);
    server = undefined;
  });

  it.each([
    [{ currency: "ABC" }, "settings.currency: a currency of ISO 4217"],
    [{ limits: { day: "much" } }, 'settings.limits.day: "much" is no amount in XTS'],
  ])("stops for the settings %j", (settings, sentence) => {
    expect(() => startPayments({ settings })).toThrow(sentence);
    server = undefined;
  });

  it("takes vouchers, agents and persons of a seed, and funds them", async () => {
    server = startPayments({
      seed: {
        payers: [{ id: "treasury", account: "T", balance: "100" }],
        institutions: [{ id: "bank", accounts: [{ address: "A1", balance: "5", aliases: ["amra@bank"] }] }],
        beneficiaries: [{ institution: "social", payee: "P1", modality: "04", address: "amra@bank" }],
        agents: ["shop"],
        vouchers: [{ serialNumber: "SEED01", amount: "20", active: true, secretNumber: "123456" }],
      },
    });
    expect(await server.balance("T", "payer")).toBe("80.00");
    const pay = await server.send("POST", "/bulk-payment", {
      RequestID: "q",
      SourceBBID: "social",
      BatchID: "b",
      CreditInstructions: [{ InstructionID: "1", PayeeFunctionalID: "P1", Amount: 3, Currency: "XTS" }],
    });
    expect(pay.status).toBe(200);
    await server.settled();
    expect(await server.balance("A1")).toBe("8.00");
    const redeemed = await server.send("POST", "/vouchers?command=redeem", {
      requestID: "x",
      voucherSerialNumber: "SEED01",
      agentID: "shop",
      voucherSecretNumber: "123456",
    });
    expect(redeemed.body).toMatchObject({ status: 1, value: 20 });
  });
});

describe("development", () => {
  it("shows and changes what tests need, and gives everything back", async () => {
    server = startPayments();
    const holdings = async () => (await server?.send("GET", "/development/holdings"))?.body;
    const before = await holdings();
    const put = (path: string, body: unknown) => server?.send("PUT", `/development/${path}`, body);
    expect((await put("payers/p1", { account: "P-1", balance: "50" }))?.status).toBe(204);
    expect((await put("institutions/i1", { accounts: [{ address: "I-1" }], cap: 5 }))?.status).toBe(204);
    expect((await put("billers/b1", { bills: [{ id: "1", amount: "2.5" }] }))?.status).toBe(204);
    expect((await put("billers/b1", { bills: [{ id: "1", amount: "2.505" }] }))?.status).toBe(400);
    expect((await put("payers/p2", { account: "P-1" }))?.status).toBe(400);
    const world = (await server.send("GET", "/development/world")).body;
    expect(world).toMatchObject({ currency: "XTS", treasury: "treasury", authorization: "automatic" });
    expect(world.payers).toContainEqual({ id: "p1", account: "P-1", currency: "XTS" });
    const given = {
      ...batch[0],
      creditParty: [{ key: "accountNumber", value: "I-1" }],
      debitParty: [{ key: "x", value: "P-1" }],
    };
    await server.send("POST", "/batchtransactions?type=raw", [given], {
      "Platform-TenantId": "t",
      "X-CorrelationID": "c",
    });
    await server.settled();
    expect(await server.balance("I-1")).toBe("10.00");
    for (const path of ["payers/p1", "institutions/i1", "billers/b1", "billers/none"])
      expect((await server.send("DELETE", `/development/${path}`)).status).toBe(204);
    expect(await holdings()).toEqual(before);
  });

  it("shows of the books the accounts that are asked for, by name or owner; all where none is", async () => {
    server = startPayments();
    for (const id of ["p1", "p2", "p3"])
      await server.send("PUT", `/development/payers/${id}`, { account: `${id}-a`, balance: "50" });
    const shown = async (query: string) => {
      const { body } = (await server?.send("GET", `/development/ledger${query}`)) ?? {};
      return [body.balanced, body.accounts.map(({ account }: { account: string }) => account)];
    };
    expect(await shown("?account=p1-a&owner=p3")).toEqual([true, ["p1-a", "p3-a"]]);
    expect(await shown("?account=nobody")).toEqual([true, []]);
    expect(await shown("")).toEqual([true, expect.arrayContaining(["p1-a", "p2-a", "p3-a", "treasury"])]);
  });

  it("is nowhere else", async () => {
    server = startPayments({ environment: "staging" });
    expect((await server.send("GET", "/development/ledger")).status).toBe(404);
    expect((await server.send("PUT", "/development/payers/p1", { account: "a" })).status).toBe(404);
  });
});
