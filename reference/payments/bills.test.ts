import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type StartedPayments, startPayments, startReceiver } from "./started-payments.ts";

let server: StartedPayments;
/** The payer's institution, and the biller. */
let bank: Receiver;
let biller: Receiver;
afterEach(async () => {
  await server.close();
  await bank.close();
  await biller.close();
});

const TENANT = { "X-CorrelationID": "c1", "X-Platform-TenantId": "city" };
const BANK = { ...TENANT, "X-PayerFI-Id": "bank" };
const CITY = { ...TENANT, "X-billerId": "city" };

/** A bank with a cap of 100 and a customer; the city, which answers for itself or not. */
async function start(billerAnswers = false, settings: object = {}) {
  [bank, biller] = [await startReceiver(), await startReceiver()];
  server = startPayments({
    settings: { currency: "XTS", retryBaseMs: 20, ...settings },
    seed: {
      payers: [{ id: "treasury", account: "T", balance: "1000" }],
      institutions: [
        {
          id: "bank",
          name: "Bank",
          url: bank.url,
          cap: 100,
          accounts: [{ address: "9995550101", balance: "40" }],
        },
      ],
      billers: [
        {
          id: "city",
          name: "City of Utopia",
          ...(billerAnswers ? { url: biller.url } : {}),
          bills: [
            { id: "B1", amount: "25", amountAfterDueDate: "30", dueDate: "2035-01-31" },
            { id: "B2", amount: "25", amountAfterDueDate: "30.50", dueDate: "2020-01-31" },
            { id: "B3", amount: "500" },
          ],
        },
      ],
    },
  });
}

const inquire = (bill: string, request = "q1", headers: Record<string, string> = BANK) =>
  server.send("GET", `/bills/${bill}?fields=inquiry&requestId=${request}`, undefined, headers);

const pay = (bill: string, requestId: string, changes: object = {}) =>
  server.send(
    "POST",
    "/billTransferRequests",
    { requestId, billInquiryRequestId: "q1", billId: bill, paymentReferenceID: `p-${requestId}`, ...changes },
    BANK,
  );

describe("a bill", () => {
  it("is told to the payer's institution", async () => {
    await start();
    expect(await inquire("B2")).toMatchObject({ status: 202, body: { responseCode: "00", requestId: "q1" } });
    const told = await bank.next();
    expect(told).toMatchObject({
      method: "POST",
      path: "/bills/B2",
      headers: { "x-correlationid": "c1", "payerfi-id": "bank", "platform-tenantid": "city" },
      body: {
        requestId: "q1",
        code: 0,
        billId: "B2",
        billDetails: {
          billerId: "city",
          billerName: "City of Ut",
          billStatus: "UNPAID",
          dueDate: Date.parse("2020-01-31") / 1000,
          amountonDueDate: 2500,
          amountAfterDueDate: 3050,
        },
      },
    });
    await inquire("NONE", "q2");
    expect((await bank.next()).body).toEqual({
      requestId: "q2",
      code: 1,
      reason: "there is no such bill",
      billId: "NONE",
    });
  });

  it("is asked of its biller where it is not known, and told when that answers", async () => {
    await start(true);
    await inquire("NEW");
    expect(await biller.next()).toMatchObject({
      method: "GET",
      path: "/bills/NEW",
      headers: { "x-correlationid": "c1", "x-platform-tenantid": "city", "x-payerfi-id": "bank" },
    });
    const answer = {
      code: "00",
      reason: "success",
      requestID: "x1",
      billId: "NEW",
      billDetails: {
        billStatus: "UNPAID",
        dueDate: "2035-01-01T00:00:00Z",
        amountonDueDate: 700,
        amountAfterDueDate: 800,
      },
    };
    const send = (body: unknown, path = "NEW") => server.send("POST", `/bills/${path}`, body, TENANT);
    expect(await send(answer)).toMatchObject({ status: 202, body: { responseCode: "00", requestID: "x1" } });
    expect(await send(answer)).toMatchObject({ status: 202 });
    expect((await bank.next()).body).toMatchObject({ code: 0, billDetails: { amountonDueDate: 700 } });
    expect(await send({ ...answer, requestID: "x2" })).toMatchObject({
      status: 400,
      body: { responseCode: "01", reason: expect.any(String) },
    });
    expect((await send(answer, "OTHER")).status).toBe(400);
  });

  it("is paid by what the institution owes, and the biller says so", async () => {
    await start(true);
    await inquire("B2");
    await bank.next();
    expect(await pay("B2", "r1")).toMatchObject({
      status: 202,
      body: { responseCode: "00", requestID: "r1" },
    });
    expect(await biller.next()).toMatchObject({
      path: "/billTransferRequests",
      body: { requestID: "r1", billId: "B2", PaymentReferenceID: "p-r1" },
    });
    expect(await server.balance("bank", "institution")).toBe("-30.50");
    const acknowledged = { requestId: "r1", billId: "B2", status: "ACK" };
    expect((await server.send("POST", "/billTransferRequests", acknowledged, BANK)).status).toBe(202);
    expect(await bank.next()).toMatchObject({
      path: "/billTransferRequests",
      body: { requestId: "r1", billId: "B2", status: "ACK" },
    });
    expect(await server.balance("city", "biller")).toBe("30.50");
    await pay("B2", "r2");
    expect((await bank.next()).body).toMatchObject({ status: "RJC", rejectReason: "Dup" });
    expect(await server.balance("city", "biller")).toBe("30.50");
  });

  it("goes back where the biller rejects it", async () => {
    await start(true);
    await inquire("B1");
    await bank.next();
    await pay("B1", "r1");
    const rejected = { requestId: "r1", billId: "B1", status: "RJC", rejectReason: "Und" };
    await server.send("POST", "/billTransferRequests", rejected, BANK);
    expect((await bank.next()).body).toMatchObject({ status: "RJC", rejectReason: "Und" });
    expect(await server.balance("bank", "institution")).toBe("0.00");
    expect(await server.balance("city", "biller")).toBe("0.00");
    const late = await server.send("POST", "/billTransferRequests", { ...rejected, status: "ACK" }, BANK);
    expect(late).toMatchObject({ status: 400, body: { code: "01", requestID: "r1" } });
  });

  it("is not paid without inquiry, beyond the cap, or with a reference that was used", async () => {
    await start();
    await pay("B1", "r0");
    expect((await bank.next()).body).toMatchObject({ status: "RJC", rejectReason: "Und" });
    for (const bill of ["B1", "B2", "B3"]) {
      await inquire(bill);
      await bank.next();
    }
    await pay("B3", "r1");
    expect((await bank.next()).body).toMatchObject({ status: "RJC", rejectReason: "Def" });
    await pay("B1", "r2");
    expect((await bank.next()).body).toMatchObject({ status: "ACK" });
    await pay("B2", "r3", { paymentReferenceID: "p-r2" });
    expect((await bank.next()).body).toMatchObject({ status: "RJC", rejectReason: "Dup" });
    expect(await server.balance("city", "biller")).toBe("25.00");
    const stranger = { ...BANK, "X-PayerFI-Id": "moon" };
    expect((await inquire("B1", "q9", stranger)).status).toBe(400);
    expect((await inquire("B1", "q9", TENANT)).status).toBe(400);
    expect((await server.send("GET", "/bills/B1", undefined, BANK)).status).toBe(400);
  });

  it("is paid by a voucher that is worth what is due, once", async () => {
    await start();
    await inquire("B1");
    const make = async (amount: number) => {
      const body = { voucher_amount: amount, voucher_currency: "XTS", voucher_group: "g" };
      const { body: voucher } = await server.send("POST", "/vouchers/voucher_preactivation", body);
      return voucher as { voucher_number: string; voucher_serial_number: string };
    };
    const activate = (serial: string) =>
      server.send("PATCH", "/vouchers/voucher_activation", { voucher_serial_number: serial });
    const redeem = (number: string, requestId: string) =>
      server.send(
        "POST",
        "/voucherRedemption",
        { requestId, billInquiryRequestId: "q1", billId: "B1", VoucherSecretHash: number },
        BANK,
      );
    const [wrong, right] = [await make(20), await make(25)];
    await activate(wrong.voucher_serial_number);
    expect(await redeem(wrong.voucher_number, "v1")).toMatchObject({
      status: 400,
      body: { RequestID: "v1", code: "01", reason: "the voucher is worth another amount than is due" },
    });
    expect((await redeem(right.voucher_number, "v2")).body).toMatchObject({
      reason: "the voucher: not active",
    });
    await activate(right.voucher_serial_number);
    const paid = await redeem(right.voucher_number, "v3");
    expect(paid).toMatchObject({ status: 202, body: { RequestID: "v3", code: "00" } });
    expect((await redeem(right.voucher_number, "v3")).body).toEqual(paid.body);
    expect((await redeem(right.voucher_number, "v4")).body).toMatchObject({
      reason: "the bill is paid already",
    });
    expect((await redeem("x", "v5")).status).toBe(400);
    expect(await server.balance("city", "biller")).toBe("25.00");
  });
});

describe("a request to pay", () => {
  const ask = (requestId: string, changes: object = {}) =>
    server.send(
      "POST",
      "/rtpRequest",
      {
        requestId,
        billID: "B1",
        requestType: "00",
        payerFiDetails: { payerFIBIC: "bank", financialAddress: "+9995550101" },
        billDetails: { billerName: "City", amount: 2500 },
        ...changes,
      },
      { ...CITY, "X-Callback-URL": `${biller.url}/told` },
    );
  const reply = (rtpId: number, rtpStatus: string, changes: object = {}) =>
    server.send(
      "POST",
      "/rtpResponse",
      { RequestId: "z1", rtpId, billId: "B1", rtpStatus, ...changes },
      CITY,
    );

  it("is put to the payer's institution, and pays when that agrees", async () => {
    await start();
    expect(await ask("r1", { rtpId: 7 })).toMatchObject({
      status: 200,
      body: { responseCode: "00", requestID: "r1", responseDescription: expect.any(String) },
    });
    const asked = await bank.next();
    expect(asked).toMatchObject({
      path: "/rtpRequest",
      body: { rTPID: 7, billDetails: { "Bill ID": "B1", "Biller Name": "City", Amount: 2500 } },
    });
    expect(asked.body.TxnID).toHaveLength(12);
    const status = async (id: string) => {
      const answer = await server.send("GET", `/transferRequests/${id}?requestId=s1`, undefined, CITY);
      expect(answer).toMatchObject({ status: 202, body: { responseCode: "00", requestID: "s1" } });
      return (await biller.next()).body;
    };
    expect(await status("7")).toMatchObject({ rtpId: 7, RequestId: "s1", requestStatus: "PND" });
    const agreed = await reply(7, "00", { txnId: asked.body.TxnID });
    expect(agreed).toMatchObject({ status: 200, body: { responseCode: "00", requestID: "z1" } });
    expect(await biller.next()).toMatchObject({
      path: "/told",
      body: { requestId: "r1", rtpId: 7, billId: "B1", rtpStatus: "00" },
    });
    expect((await reply(7, "00", { txnId: asked.body.TxnID })).status).toBe(200);
    expect((await reply(7, "01")).status).toBe(400);
    expect(await server.balance("9995550101")).toBe("15.00");
    expect(await server.balance("city", "biller")).toBe("25.00");
    expect(await status("r1")).toMatchObject({
      requestStatus: "COM",
      PaymentReferenceID: expect.any(String),
    });
  });

  it.each([
    ["is refused", {}, "01", "R"],
    ["asks for more than there is", { billID: "B3", billDetails: { amount: 50_000 } }, "00", "R"],
  ])("that %s pays nothing", async (_what, changes, rtpStatus, rejectReason) => {
    await start();
    await ask("r1", { rtpId: 1, ...changes });
    await bank.next();
    await reply(1, rtpStatus, { billId: (changes as { billID?: string }).billID ?? "B1" });
    expect((await biller.next()).body).toMatchObject({ rtpStatus: "01", rejectReason });
    expect(await server.balance("9995550101")).toBe("40.00");
  });

  it("for nobody is rejected at once, and one that nobody answers expires", async () => {
    await start(false, { requestToPayLifetimeMs: 60 });
    await ask("r1", { payerFiDetails: { payerFIBIC: "bank", financialAddress: "nobody" } });
    expect((await biller.next()).body).toMatchObject({ rtpId: 1, rtpStatus: "01", rejectReason: "W" });
    await ask("r2", { requestType: "01", alias: { aliasType: "00", aliasId: "9995550101" } });
    expect((await biller.next()).body).toMatchObject({ requestId: "r2", rtpStatus: "01", rejectReason: "E" });
    expect((await reply(2, "00")).status).toBe(400);
    expect(await server.balance("9995550101")).toBe("40.00");
  });

  it("is refused where it is none", async () => {
    await start();
    expect(await ask("r1", { requestType: "01" })).toMatchObject({
      status: 400,
      body: { responseCode: "01", responseDescription: "requestType 01 needs alias", requestID: "r1" },
    });
    const moon = { ...CITY, "X-billerId": "moon" };
    expect((await server.send("GET", "/transferRequests/1", undefined, moon)).status).toBe(400);
    expect((await server.send("GET", "/transferRequests/1", undefined, CITY)).status).toBe(400);
    expect((await reply(1, "00")).status).toBe(400);
    await ask("r1", { rtpId: 7 });
    expect((await ask("r2", { rtpId: 7 })).status).toBe(400);
  });
});
