import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type StartedPayments, startPayments, startReceiver } from "./started-payments.ts";

let server: StartedPayments;
let receiver: Receiver;
afterEach(async () => {
  await server.close();
  await receiver.close();
});

async function start(part: Parameters<typeof startPayments>[0] = {}) {
  server = startPayments(part);
  receiver = await startReceiver();
}

const ISSUER = { "X-Registering-Institution-Id": "social" };
const FUNDS = "10000000.00";

const create = (amounts: readonly (number | string)[], request = "r1", changes: object = {}) =>
  server.send(
    "POST",
    "/vouchers",
    {
      requestID: request,
      batchID: `b-${request}`,
      voucherInstructions: amounts.map((amount, index) => ({
        instructionID: `i${index}`,
        groupCode: "001",
        currency: "XTS",
        amount,
        payeeFunctionalID: "P1",
        narration: "school",
        ...changes,
      })),
    },
    { ...ISSUER, "X-Callback-URL": receiver.url },
  );

const made = async (): Promise<{ serialNumber: string; voucherNumber: string }[]> =>
  (await receiver.next()).body.voucherInstructions;

/** One voucher, pre-activated. */
const one = async (amount: number | string = "7.50", request = "r1") => {
  await create([amount], request);
  const [voucher] = await made();
  if (voucher === undefined) throw new Error("no voucher came back");
  return voucher;
};

const activate = (serials: readonly string[], request: string, headers: Record<string, string> = ISSUER) =>
  server.send(
    "PUT",
    "/vouchers?command=activate",
    { RequestID: request, VoucherInstructions: serials.map((serialNumber) => ({ serialNumber })) },
    headers,
  );

const cancel = (serials: readonly string[], requestID: string, headers: Record<string, string> = ISSUER) =>
  server.send(
    "POST",
    "/vouchers?command=cancel",
    { requestID, voucherInstructions: serials.map((serialNumber) => ({ serialNumber })) },
    headers,
  );

const redeem = (serial: string, secret: string, requestID: string, changes: object = {}) =>
  server.send(
    "POST",
    "/vouchers?command=redeem",
    { requestID, voucherSerialNumber: serial, agentID: "shop", voucherSecretNumber: secret, ...changes },
    ISSUER,
  );

const status = async (serial: string, headers: Record<string, string> = ISSUER) =>
  (await server.send("GET", `/vouchers/${serial}?fields=status`, undefined, headers)).body;

const secretOf = async (serial: string): Promise<string> =>
  (await server.send("GET", `/development/vouchers/${serial}`)).body.secretNumber;

describe("a voucher's life", () => {
  it("goes from creation to redemption, and its funds with it", async () => {
    await start();
    const created = await create(["7.50", 2]);
    expect(created).toMatchObject({ status: 200, body: { ResponseCode: "00", RequestID: "r1" } });
    const told = await receiver.next();
    expect(told.body).toMatchObject({
      requestID: "r1",
      batchID: "b-r1",
      voucherInstructions: [
        { instructionID: "i0", currency: "XTS", amount: 7.5, narration: "school" },
        { instructionID: "i1", amount: 2 },
      ],
    });
    const [first, second] = told.body.voucherInstructions;
    expect(first.serialNumber).toMatch(/^[0-9A-Z]{6}$/);
    expect(first.voucherNumber).toHaveLength(44);
    expect(await status(first.serialNumber)).toEqual({
      status: 1,
      serialNumber: first.serialNumber,
      value: 7.5,
    });
    expect(await server.balance("treasury", "payer")).toBe(FUNDS);

    const both = [first.serialNumber, second.serialNumber];
    expect((await activate(both, "a1")).body).toEqual({
      ResponseCode: "00",
      ResponseDescription: "2 activated",
      RequestID: "a1",
    });
    expect(await status(first.serialNumber)).toMatchObject({ status: 2 });
    expect(await server.balance("treasury", "voucher")).toBe("9.50");

    const secret = await secretOf(first.serialNumber);
    const redeemed = await redeem(first.serialNumber, secret, "x1");
    expect(redeemed.body).toEqual({
      status: 1,
      message: "redeemed",
      serialNumber: first.serialNumber,
      value: 7.5,
      timestamp: expect.stringMatching(/Z$/),
      transactionId: expect.stringMatching(/^\d{12}$/),
    });
    expect(await redeem(first.serialNumber, secret, "x1")).toMatchObject({ body: redeemed.body });
    expect((await redeem(first.serialNumber, secret, "x2")).body).toMatchObject({
      status: 0,
      message: "redeemed already",
      value: 0,
    });
    expect(await server.balance("shop", "agent")).toBe("7.50");

    expect((await cancel([second.serialNumber], "c1")).body).toMatchObject({
      responseCode: "00",
      requestID: "c1",
    });
    expect(await status(second.serialNumber)).toMatchObject({ status: 3 });
    expect(await server.balance("treasury", "voucher")).toBe("0.00");
    expect(await server.balance("treasury", "payer")).toBe("9999992.50");
  });

  it("is changed voucher by voucher, and the call-back names those that were not", async () => {
    await start();
    const { serialNumber: serial } = await one();
    const headers = { ...ISSUER, "X-Callback-URL": receiver.url };
    const answer = await activate([serial, "NOSUCH"], "a1", headers);
    expect(answer).toMatchObject({
      status: 200,
      body: { ResponseCode: "01", ResponseDescription: "1 activated, 1 not: no such voucher" },
    });
    expect((await receiver.next()).body).toEqual({
      requestID: expect.stringMatching(/^[0-9a-f]{12}$/),
      registerRequestID: "a1",
      numberFailedCases: 1,
      failedCases: [{ serialNumber: "NOSUCH", failureReason: "no such voucher" }],
    });
    expect((await activate([serial], "a2")).body).toMatchObject({
      ResponseDescription: "0 activated, 1 not: active already",
    });
    await cancel([serial], "c1", headers);
    expect((await receiver.next()).body).toMatchObject({ registerRequestID: "c1", numberFailedCases: 0 });
    for (const [answered, reason] of [
      [await cancel([serial], "c2"), "0 cancelled, 1 not: cancelled already"],
      [await activate([serial], "a3"), "0 activated, 1 not: cancelled"],
    ] as const)
      expect(JSON.stringify(answered.body)).toContain(reason);
    expect((await redeem(serial, "000000", "x1")).body).toMatchObject({ status: 0, message: "cancelled" });
  });

  it("answers at the address of the creation where none is given", async () => {
    await start();
    const { serialNumber } = await one();
    const body = { RequestID: "a1", BatchID: "b-r1", VoucherInstructions: [{ serialNumber }] };
    await server.send("PUT", "/vouchers?command=activate", body, ISSUER);
    expect((await receiver.next()).body).toMatchObject({ registerRequestID: "a1", numberFailedCases: 0 });
    const foreign = { ...body, RequestID: "a2", BatchID: "b-other" };
    expect((await server.send("PUT", "/vouchers?command=activate", foreign, ISSUER)).body).toMatchObject({
      ResponseDescription: "0 activated, 1 not: no such voucher",
    });
  });

  it("ends by itself, and its funds go back", async () => {
    await start();
    const { serialNumber: serial } = await one();
    await activate([serial], "a1");
    const secret = await secretOf(serial);
    const expiresAt = new Date(Date.now() - 1000).toISOString();
    expect((await server.send("PUT", `/development/vouchers/${serial}`, { expiresAt })).status).toBe(204);
    expect(await status(serial)).toMatchObject({ status: 4 });
    expect((await redeem(serial, secret, "x1")).body).toMatchObject({ status: 0, message: "expired" });
    await expect.poll(() => server.balance("treasury", "payer")).toBe(FUNDS);
    expect((await cancel([serial], "c1")).body).toMatchObject({
      responseDescription: "0 cancelled, 1 not: expired",
    });
  });

  it("is suspended by five wrong secret numbers, and activated again", async () => {
    await start();
    const { serialNumber: serial } = await one();
    await activate([serial], "a1");
    const secret = await secretOf(serial);
    const wrong = secret === "000000" ? "000001" : "000000";
    for (let tries = 1; tries <= 5; tries++)
      expect((await redeem(serial, wrong, `x${tries}`)).body).toMatchObject({
        message: "wrong secret number",
      });
    expect(await status(serial)).toMatchObject({ status: 6 });
    expect((await redeem(serial, secret, "x6")).body).toMatchObject({ status: 0, message: "suspended" });
    expect(await server.balance("treasury", "voucher")).toBe("7.50");
    await activate([serial], "a2");
    expect((await redeem(serial, secret, "x7")).body).toMatchObject({ status: 1 });
    expect(await server.balance("shop", "agent")).toBe("7.50");
  });

  it("is the issuer's alone", async () => {
    await start();
    const { serialNumber: serial } = await one();
    const other = { "X-Registering-Institution-Id": "other" };
    for (const headers of [other, {}]) {
      expect(await server.send("GET", `/vouchers/${serial}?fields=status`, undefined, headers)).toMatchObject(
        {
          status: 400,
          body: { status: 9, message: "no such voucher", serialNumber: serial, value: 0 },
        },
      );
    }
    expect((await activate([serial], "a1", other)).body).toMatchObject({ ResponseCode: "01" });
    expect(await status(serial)).toMatchObject({ status: 1 });
  });

  it("is redeemed once, whoever comes first", async () => {
    await start();
    const { serialNumber: serial, voucherNumber } = await one();
    await activate([serial], "a1");
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        redeem(serial, voucherNumber, `x${index}`, { agentID: `shop${index}` }),
      ),
    );
    expect(tries.filter(({ body }) => body.status === 1)).toHaveLength(1);
    expect(await server.balance("treasury", "voucher")).toBe("0.00");
  });

  it("needs funds to be activated, a known group, and a known agent", async () => {
    const seed = {
      payers: [{ id: "treasury", account: "T", balance: "5" }],
      voucherGroups: ["001"],
      agents: ["shop"],
    };
    await start({ seed });
    const { serialNumber: serial } = await one("5.01");
    expect((await activate([serial], "a1")).body).toMatchObject({
      ResponseDescription: "0 activated, 1 not: the payer's funds do not suffice",
    });
    const { serialNumber: second } = await one("5", "r2");
    expect((await activate([second], "a2")).body).toMatchObject({ ResponseCode: "00" });
    expect((await redeem(second, "000000", "x1", { agentID: "moon" })).body).toMatchObject({
      message: "no such agent",
    });
    expect((await create([1], "r3", { groupCode: "002" })).status).toBe(400);
    const { serialNumber: euro } = await (async () => {
      await create([1], "r4", { currency: "EUR" });
      return (await made())[0] as { serialNumber: string };
    })();
    expect((await activate([euro], "a3")).body).toMatchObject({
      ResponseDescription: "0 activated, 1 not: the payer has no account in EUR",
    });
  });

  it("is made once for the same batch, and not otherwise for it", async () => {
    await start();
    await create([1], "r1");
    await create([1], "r1");
    await create([1], "r1", { amount: 2 }).then(({ status: code }) => expect(code).toBe(400));
    expect((await server.send("GET", "/development/holdings")).body.vouchers).toBe(1);
  });

  it("refuses what is no request, as its file says it", async () => {
    await start();
    expect(await server.send("POST", "/vouchers?command=redeem", { requestID: "x" })).toMatchObject({
      status: 400,
      body: { status: 0, message: expect.any(String), serialNumber: "", value: 0 },
    });
    expect(await server.send("POST", "/vouchers?command=melt", {})).toMatchObject({
      status: 400,
      body: { ResponseCode: "01" },
    });
    expect((await server.send("PUT", "/vouchers", {})).status).toBe(400);
    expect((await server.send("GET", "/vouchers/ABC")).status).toBe(400);
    expect((await create([-1])).status).toBe(400);
  });
});

describe("1.x", () => {
  const make = async () =>
    (
      await server.send("POST", "/vouchers/voucher_preactivation", {
        voucher_amount: 5,
        voucher_currency: "XTS",
        voucher_group: "string",
        Gov_Stack_BB: "registration",
      })
    ).body;

  it("makes, activates, pays and cancels vouchers; the same request succeeds again", async () => {
    await start();
    const voucher = await make();
    expect(voucher).toEqual({
      voucher_number: expect.any(String),
      voucher_serial_number: expect.any(String),
      expiry_date_time: expect.stringMatching(/Z$/),
    });
    const { voucher_number: number, voucher_serial_number: serial } = voucher;
    const shop = { voucher_number: number, merchant_name: "Shop", Gov_Stack_BB: "x" };
    expect((await server.send("POST", "/vouchers/voucher_redemption", shop)).status).toBe(400);
    for (let times = 0; times < 2; times++) {
      const activated = await server.send("PATCH", "/vouchers/voucher_activation", {
        voucher_serial_number: serial,
      });
      expect(activated).toMatchObject({ status: 200, body: { result_status: "Activated" } });
    }
    const first = await server.send("POST", "/vouchers/voucher_redemption", shop);
    expect(first).toMatchObject({ status: 200, body: { result_status: "Redeemed", status: 1, value: 5 } });
    expect((await server.send("POST", "/vouchers/voucher_redemption", shop)).body).toEqual(first.body);
    const other = { ...shop, merchant_name: "Other shop" };
    expect((await server.send("POST", "/vouchers/voucher_redemption", other)).status).toBe(400);
    expect(await server.balance("Shop", "agent")).toBe("5.00");
    const check = `/vouchers/voucherstatuscheck/${serial}`;
    expect((await server.send("GET", check)).body).toMatchObject({ voucher_status: "Redeemed" });
    expect((await server.send("PATCH", check)).status).toBe(400);
    const { voucher_serial_number: second } = await make();
    for (let times = 0; times < 2; times++)
      expect(await server.send("PATCH", `/vouchers/voucherstatuscheck/${second}`)).toMatchObject({
        status: 200,
        body: { result_status: "Cancelled" },
      });
  });

  it("refuses at once what has no body or no voucher, and what is an institution's", async () => {
    await start();
    for (const path of ["voucher_preactivation", "voucher_redemption"])
      expect((await server.send("POST", `/vouchers/${path}`)).status).toBe(400);
    expect((await server.send("PATCH", "/vouchers/voucher_activation")).status).toBe(400);
    expect((await server.send("GET", "/vouchers/voucherstatuscheck/NOSUCH")).status).toBe(400);
    const { serialNumber: serial } = await one();
    expect((await server.send("PATCH", `/vouchers/voucherstatuscheck/${serial}`)).status).toBe(400);
    expect(await status(serial)).toMatchObject({ status: 1 });
  });
});
