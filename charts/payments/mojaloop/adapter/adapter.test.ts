import { afterEach, describe, expect, test } from "vitest";
import { type ExampleHub, type ExampleOptions, PAYER, startExampleHub } from "./example-hub.ts";
import type { CallbackTrouble, RequestTrouble } from "./fake-switch.ts";

let country: ExampleHub;
afterEach(() => country.close());

const SOURCE = "094931654765";
const person = (number: number) => `PERSON${number}`;
const phone = (number: number) => `2700000000${number}`;

async function start(options: ExampleOptions = {}) {
  country = await startExampleHub(options);
}

async function register(count = 3) {
  const beneficiaries = Array.from({ length: count }, (_, index) => ({
    PayeeFunctionalID: person(index + 1),
    PaymentModality: "01",
    FinancialAddress: `+${phone(index + 1)}`,
  }));
  const body = { RequestID: "915251236706", SourceBBID: SOURCE, Beneficiaries: beneficiaries };
  return country.send("POST", "/register-beneficiary", body);
}

interface Line {
  readonly to: string;
  readonly amount: number;
  readonly currency?: string;
}

const batch = (lines: readonly Line[], changes: Record<string, unknown> = {}) => ({
  RequestID: "226111111111",
  SourceBBID: SOURCE,
  BatchID: "041963789174",
  CreditInstructions: lines.map(({ to, amount, currency = "XTS" }, index) => ({
    InstructionID: `instruction-${index + 1}`,
    PayeeFunctionalID: to,
    Amount: amount,
    Currency: currency,
    Narration: "child benefit",
  })),
  ...changes,
});

const TWO = batch([
  { to: person(1), amount: 10.5 },
  { to: person(2), amount: 0.0001 },
]);

const callback = () => ({ "x-callback-url": country.callbackUrl });
const pay = (body: unknown = TWO) => country.send("POST", "/bulk-payment", body, callback());

async function detail(id = "041963789174", tenant = SOURCE, query = "") {
  const path = `/api/v1/batch/detail?batchId=${id}${query}`;
  const { body } = await country.send("GET", path, undefined, { "platform-tenantid": tenant });
  return body as unknown as Record<string, unknown>[];
}

const committed = () => [...country.hub.transfers.values()].filter(({ state }) => state === "COMMITTED");

/** Waits for the result, and checks that everybody was paid, and nobody twice. */
async function expectAllPaid(context = "") {
  await expect.poll(() => country.results.length, { timeout: 15_000, message: context }).toBeGreaterThan(0);
  expect(country.results[0]?.body, context).toMatchObject({
    completed: 2,
    failed: 0,
    completed_amount: 10.5001,
  });
  expect(
    committed()
      .map(({ body }) => body.amount.amount)
      .sort(),
    context,
  ).toEqual(["0.0001", "10.5"]);
  expect(country.hub.position(PAYER), context).toBe(105_001n);
}

describe("payments of 1.x", () => {
  test("are taken over at once and paid, and the result is posted", async () => {
    await start();
    expect(await register()).toEqual({
      status: 200,
      body: { ResponseCode: "00", ResponseDescription: "3 accepted", RequestID: "915251236706" },
    });
    expect(await pay()).toEqual({
      status: 200,
      body: {
        ResponseCode: "00",
        ResponseDescription: "2 instructions will be paid",
        RequestID: "226111111111",
      },
    });
    await expectAllPaid();
    expect(country.results).toHaveLength(1);
    expect(country.hub.position("payeefsp")).toBe(-105_001n);
    expect(await detail()).toMatchObject([
      {
        status: "COMPLETED",
        amount: 10.5,
        payeeDfspId: "payeefsp",
        payeePartyId: phone(1),
        payerDfspId: PAYER,
      },
      { status: "COMPLETED", amount: 0.0001, currency: "XTS", errorInformation: "" },
    ]);
  });

  test("fail one by one, each with its reason", async () => {
    await start({ cap: 100 });
    await register(4);
    await country.send("POST", "/update-beneficiary-details", {
      RequestID: "915251236707",
      SourceBBID: SOURCE,
      Beneficiaries: [
        { PayeeFunctionalID: person(3), FinancialAddress: "27999999999" },
        { PayeeFunctionalID: person(4), PaymentModality: "00", FinancialAddress: "DE02120300000000202051" },
      ],
    });
    const lines = [
      { to: person(1), amount: 30 },
      { to: person(9), amount: 1 },
      { to: person(2), amount: 5, currency: "EUR" },
      { to: person(3), amount: 7 },
      { to: person(4), amount: 8 },
      { to: person(2), amount: 99 },
    ];
    expect((await pay(batch(lines))).status).toBe(200);
    await expect.poll(() => country.results.length, { timeout: 10_000 }).toBe(1);
    const body = country.results[0]?.body ?? {};
    expect(body).toMatchObject({ TotalTransactions: 6, completed: 1, failed: 5, failed_amount: 120 });
    expect(body["FailedCreditInstructions"]).toEqual([
      {
        InstructionID: "instruction-2",
        PayeeFunctionalID: person(9),
        FailureReason: "the beneficiary is not registered",
      },
      {
        InstructionID: "instruction-3",
        PayeeFunctionalID: person(2),
        FailureReason: "the hub's accounts are in XTS, not in EUR",
      },
      { InstructionID: "instruction-4", PayeeFunctionalID: person(3), FailureReason: "3204 Party not found" },
      {
        InstructionID: "instruction-5",
        PayeeFunctionalID: person(4),
        FailureReason: "the hub looks up phone numbers, and cannot find a bank account",
      },
      {
        InstructionID: "instruction-6",
        PayeeFunctionalID: person(2),
        FailureReason: "4200 Payer limit error",
      },
    ]);
    expect(country.hub.position(PAYER)).toBe(300_000n);
    expect(await detail(undefined, undefined, "&status=FAILED&pageSize=2&pageNo=1")).toHaveLength(2);
  });

  test("are validated without being paid", async () => {
    await start();
    await register(1);
    const body = batch([
      { to: person(1), amount: 10 },
      { to: person(2), amount: 10 },
    ]);
    expect((await country.send("POST", "/prepayment-validation", body, callback())).body).toMatchObject({
      ResponseCode: "00",
    });
    await expect.poll(() => country.results.length, { timeout: 10_000 }).toBe(1);
    expect(country.results[0]?.body).toEqual({
      RequestID: "226111111111",
      BatchID: "041963789174",
      NumberFailedCases: 1,
      FailedCreditInstructions: [
        {
          InstructionID: "instruction-2",
          PayeeFunctionalID: person(2),
          FailureReason: "the beneficiary is not registered",
        },
      ],
    });
    expect(country.hub.transfers.size).toBe(0);
  });

  test("are not made twice by whoever sends them twice", async () => {
    await start();
    await register();
    const first = await pay();
    expect(await pay()).toEqual(first);
    // The same batch under another request, as from a sender that did not see the answer.
    expect((await pay({ ...TWO, RequestID: "226111111112" })).status).toBe(200);
    await expectAllPaid();
    expect(country.hub.transfers.size).toBe(2);
    const other = { ...TWO, CreditInstructions: [{ ...TWO.CreditInstructions[0], Amount: 11 }] };
    expect(await pay(other)).toEqual({
      status: 400,
      body: { ResponseCode: "01", ResponseDescription: "226111111111 was the id of another request" },
    });
    expect((await pay({ ...other, RequestID: "226111111113" })).body).toMatchObject({
      ResponseDescription: "the batch 041963789174 was handed over with other instructions",
    });
    expect(country.hub.transfers.size).toBe(2);
  });
});

describe("a hub in trouble", () => {
  test.for<RequestTrouble>(["cut", "cut-after", 500, 503])(
    "pays everybody once when any one request meets %s",
    { timeout: 60_000 },
    async (trouble) => {
      for (let at = 0; at < 6; at++) {
        await start({ request: (index) => (index === at ? trouble : undefined) });
        await register();
        await pay();
        await expectAllPaid(`request ${at}: ${country.hub.requests[at]}`);
        await country.close();
      }
      await start();
    },
  );

  test.for<CallbackTrouble>(["lost", "twice", "late"])(
    "pays everybody once when any one call-back is %s",
    { timeout: 60_000 },
    async (trouble) => {
      for (let at = 0; at < 6; at++) {
        await start({ callback: (index) => (index === at ? trouble : undefined) });
        await register();
        await pay();
        await expectAllPaid(`call-back ${at}: ${country.hub.callbacks[at]}`);
        await country.close();
      }
      await start();
    },
  );

  test("asks on while nobody is there, and pays when somebody is", async () => {
    let isAway = true;
    await start({ request: () => (isAway ? 503 : undefined), patience: 20 });
    await register();
    await pay();
    await expect.poll(() => country.hub.requests.length, { timeout: 10_000 }).toBeGreaterThan(20);
    expect((await detail()).map(({ status }) => status)).toEqual(["IN_PROGRESS", "IN_PROGRESS"]);
    isAway = false;
    await expect.poll(() => country.results.length, { timeout: 15_000 }).toBe(1);
    expect(country.results[0]?.body).toMatchObject({ completed: 2 });
  });

  test("gives up an institution that never answers, and owes nothing", async () => {
    await start({ unheard: (to) => to === "payeefsp", patience: 5 });
    await register();
    await pay();
    await expect.poll(() => country.results.length, { timeout: 15_000 }).toBe(1);
    expect(country.results[0]?.body).toMatchObject({ completed: 0, failed: 2, completed_amount: 0 });
    expect(country.hub.position(PAYER)).toBe(0n);
  });

  test("attempts a transfer again that expired, under another id", async () => {
    let heard = 0;
    await start({ patience: 60, unheard: (_, name) => name === "POST /transfers" && heard++ < 1 });
    await register(1);
    await pay(batch([{ to: person(1), amount: 5 }]));
    await expect.poll(() => country.results.length, { timeout: 15_000 }).toBe(1);
    expect([...country.hub.transfers.values()].map(({ state }) => state)).toEqual(["EXPIRED", "COMMITTED"]);
    expect(country.hub.transfers.size).toBe(2);
    expect(country.hub.position(PAYER)).toBe(50_000n);
  });

  test("attempts a transfer again of whose end it did not hear", async () => {
    let heard = 0;
    await start({
      patience: 60,
      unheard: (_, name) => name === "POST /transfers" && heard++ < 1,
      // The hub does not repeat what it said of the end; it answers who asks.
      callback: (_, name) => (/transfers\/.*\/error$/.test(name) ? "lost" : undefined),
    });
    await register(1);
    await pay(batch([{ to: person(1), amount: 5 }]));
    await expect.poll(() => country.results.length, { timeout: 15_000 }).toBe(1);
    expect([...country.hub.transfers.values()].map(({ state }) => state)).toEqual(["EXPIRED", "COMMITTED"]);
    expect(country.hub.position(PAYER)).toBe(50_000n);
  });

  test("gives a transfer up that expired three times, and owes nothing", async () => {
    await start({ patience: 60, unheard: (_, name) => name === "POST /transfers" });
    await register(1);
    await pay(batch([{ to: person(1), amount: 5 }]));
    await expect.poll(() => country.results.length, { timeout: 15_000 }).toBe(1);
    const states = [...country.hub.transfers.values()].map(({ state }) => state);
    expect(states).toEqual(["EXPIRED", "EXPIRED", "EXPIRED"]);
    expect(country.results[0]?.body).toMatchObject({
      failed_amount: 5,
      FailedCreditInstructions: [{ FailureReason: "3303 Transfer expired" }],
    });
    expect(country.hub.position(PAYER)).toBe(0n);
  });
});

describe("an adapter that crashes", () => {
  test("after any request goes on when it is started again, and pays nobody twice", {
    timeout: 60_000,
  }, async () => {
    for (let at = 0; at < 6; at++) {
      let crashed: Promise<void> | undefined;
      await start({
        request: (index) => {
          if (index !== at || crashed !== undefined) return undefined;
          crashed = country.crash();
          return "cut-after";
        },
      });
      await register();
      await pay();
      await expect.poll(() => crashed !== undefined, { timeout: 10_000 }).toBe(true);
      await crashed;
      await country.restart();
      await expectAllPaid(`crashed at request ${at}`);
      await country.close();
    }
    await start();
  });

  test("sends a result again that was not taken", async () => {
    await start({ receiver: (index) => (index < 2 ? 503 : 200) });
    await register();
    await pay();
    await expectAllPaid();
    expect(country.lines.join("\n")).toContain("a result was not taken by 127.0.0.1");
  });
});
