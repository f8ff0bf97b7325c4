import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type StartedPayments, startPayments, startReceiver } from "./started-payments.ts";

let server: StartedPayments;
let receiver: Receiver;
afterEach(async () => {
  await server.close();
  await receiver.close();
});

async function start(settings: Record<string, unknown> = {}, seed?: unknown) {
  server = startPayments({
    settings: { currency: "XTS", retryBaseMs: 20, ...settings },
    ...(seed === undefined ? {} : { seed }),
  });
  receiver = await startReceiver();
}

const INSTITUTION = { "X-Registering-Institution-ID": "social" };
const TENANT = { "Platform-TenantId": "social" };
const MAPPER = "/identityAccountMapper/beneficiary";

const register = (payee: string, address: string, changes: object = {}) =>
  server.send(
    "POST",
    MAPPER,
    {
      RequestID: `r-${payee}`,
      Beneficiaries: [{ payeeIdentity: payee, PaymentModality: "01", FinancialAddress: address, ...changes }],
    },
    { ...INSTITUTION, "X-Callback-URL": receiver.url },
  );

const transaction = (
  requestId: string,
  key: string,
  value: string,
  amount: number | string,
  changes = {},
) => ({
  requestId,
  creditParty: [{ key, value }],
  debitParty: [{ key: "ACCOUNTID", value: "treasury" }],
  paymentMode: "ledger",
  amount,
  currency: "XTS",
  ...changes,
});

const handOver = (body: unknown, correlation = "c1", callback = `${receiver.url}/done?x=1`) =>
  server.send("POST", "/batchtransactions?type=raw", body, {
    ...TENANT,
    ...INSTITUTION,
    "X-CorrelationID": correlation,
    "X-Callback-URL": callback,
  });

const detail = async (batchId: string, query = "", headers: Record<string, string> = TENANT) =>
  (await server.send("GET", `/api/v1/batch/detail?batchId=${batchId}${query}`, undefined, headers)).body;

describe("a batch", () => {
  it("pays persons of the mapper and phone numbers, says what was not paid, and calls back", async () => {
    await start();
    await register("P1", "+27 713803912");
    expect((await receiver.next()).body).toMatchObject({ registerRequestID: "r-P1", numberFailedCases: 0 });
    const answer = await handOver([
      transaction("i1", "payeeIdentity", "P1", "10.50"),
      transaction("i2", "MSISDN", "27713803913", 5),
      transaction("i3", "payeeIdentity", "nobody", 1),
      transaction("i4", "MSISDN", "27999999999", 2),
      transaction("i5", "financialAddress", "payeefsp 0001", 3),
      transaction("i6", "MSISDN", "27713803913", 5, { debitParty: [{ key: "ACCOUNTID", value: "moon" }] }),
    ]);
    expect(answer).toMatchObject({
      status: 202,
      body: { batchId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const { batchId } = answer.body;
    const result = await receiver.next();
    expect(result.path).toBe(`/done?x=1&batchId=${batchId}&X-CorrelationID=c1`);
    expect(result.headers).toMatchObject({
      "x-correlationid": "c1",
      "information-mediator-client": "XU/GOV/70002/payments",
      "content-type": "application/json; charset=utf-8",
    });
    expect(result.body).toMatchObject({
      requestId: "c1",
      batchId,
      TotalTransactions: 6,
      completed: 3,
      failed: 3,
      totalAmount: 26.5,
      completed_amount: 18.5,
      failed_amount: 8,
      ongoing: 0,
    });
    const rows = await detail(batchId);
    expect(
      rows.map((row: Record<string, unknown>) => [
        row["workflowInstanceKey"],
        row["status"],
        row["errorInformation"],
      ]),
    ).toEqual([
      ["i1", "COMPLETED", ""],
      ["i2", "COMPLETED", ""],
      ["i3", "FAILED", "the beneficiary is not registered"],
      ["i4", "FAILED", "no institution has an account with this address"],
      ["i5", "COMPLETED", ""],
      ["i6", "FAILED", "debitParty names no payer's account in XTS"],
    ]);
    expect(await server.balance("27713803912")).toBe("10.50");
    expect(await server.balance("treasury", "payer")).toBe("9999981.50");
    expect(await server.balance("treasury", "reserved")).toBe("0.00");
  });

  it("is paid once, however often it is sent", async () => {
    await start();
    const body = [transaction("i1", "MSISDN", "27713803912", "10")];
    const answers = await Promise.all(Array.from({ length: 5 }, () => handOver(body)));
    expect(new Set(answers.map(({ body: { batchId } }) => batchId)).size).toBe(1);
    await server.settled();
    expect(await server.balance("27713803912")).toBe("10.00");
    const other = await handOver([transaction("i1", "MSISDN", "27713803912", "11")]);
    expect(other).toMatchObject({ status: 400, body: { ResponseCode: "01" } });
    expect(await server.balance("27713803912")).toBe("10.00");
  });

  it("that the payer cannot pay in full pays nobody", async () => {
    await start(
      {},
      {
        payers: [{ id: "treasury", account: "treasury", balance: "20" }],
        institutions: [{ id: "bank", accounts: [{ address: "27713803912" }] }],
      },
    );
    const { body } = await handOver([
      transaction("i1", "MSISDN", "27713803912", "15"),
      transaction("i2", "MSISDN", "27713803912", "5.01"),
    ]);
    expect((await receiver.next()).body).toMatchObject({ completed: 0, failed: 2 });
    expect(await detail(body.batchId, "&status=failed")).toMatchObject([
      { errorInformation: "the payer's funds do not suffice" },
      { errorInformation: "the payer's funds do not suffice" },
    ]);
    expect(await server.balance("treasury", "payer")).toBe("20.00");
    await handOver([transaction("i1", "MSISDN", "27713803912", "20")], "c2");
    await server.settled();
    expect(await server.balance("treasury", "payer")).toBe("0.00");
  });

  it.each([
    [{ instruction: 10 }, "the amount is above the limit of 10.00", "0.00"],
    [{ batch: 30 }, "the batch is above the limit of 30.00", "0.00"],
    [{ day: 30 }, "the day's payments would be above the limit of 30.00", "0.00"],
    [{ account: 20 }, "the payee's account may hold 20.00 at most", "16.00"],
  ])("keeps to the limits %j", async (limits, reason, paid) => {
    await start({ limits });
    const { body } = await handOver([
      transaction("i1", "MSISDN", "27713803912", 16),
      transaction("i2", "MSISDN", "27713803912", 16),
    ]);
    await server.settled();
    const [last] = (await detail(body.batchId)).slice(-1);
    expect(last).toMatchObject({ status: "FAILED", errorInformation: reason });
    expect(await server.balance("27713803912")).toBe(paid);
  });

  it("counts what came back towards the day no more", async () => {
    await start({ limits: { day: 10 } });
    await handOver([transaction("i1", "MSISDN", "27999999999", 10)]);
    await server.settled();
    await handOver([transaction("i1", "MSISDN", "27713803912", 10)], "c2");
    await server.settled();
    expect(await server.balance("27713803912")).toBe("10.00");
  });

  it("waits for its funds to be authorized where that is required", async () => {
    await start({ authorization: "required" });
    const { body } = await handOver([transaction("i1", "MSISDN", "27713803912", "10")]);
    expect(await detail(body.batchId)).toMatchObject([{ status: "IN_PROGRESS", statusDetail: "held" }]);
    const authorize = (correlation: string, changes: object = {}, id = body.batchId) =>
      server.send(
        "POST",
        `/batches/${id}?command=authorize`,
        { batchID: id, payerIdentifier: "treasury", currency: "XTS", amount: 10, ...changes },
        { "X-Client-Correlation-ID": correlation, "X-Callback-URL": receiver.url },
      );
    for (const [changes, reason] of [
      [{ amount: 11 }, "the batch's total is 10"],
      [{ currency: "EUR" }, "the batch is not in EUR"],
      [{ payerIdentifier: "moon" }, "the batch is paid from another account"],
    ] as const) {
      expect((await authorize(`a ${reason}`.slice(0, 20), changes)).status).toBe(202);
      expect((await receiver.next()).body).toMatchObject({ status: "N", reason });
    }
    expect(await server.balance("27713803912")).toBe("0.00");
    await authorize("a9");
    const told = [await receiver.next(), await receiver.next()].map((call) => call.body);
    expect(told).toContainEqual({
      clientCorrelationId: "a9",
      status: "Y",
      reason: "the funds are set aside",
    });
    expect(await server.balance("27713803912")).toBe("10.00");
    expect((await authorize("a10", {}, "unknown")).status).toBe(400);
  });

  it("is seen by its tenant only, in pages", async () => {
    await start();
    const many = Array.from({ length: 250 }, (_, index) =>
      transaction(`i${index}`, "MSISDN", "27713803912", "0.01"),
    );
    const { body } = await handOver(many);
    await server.settled();
    expect((await detail(body.batchId)).length).toBe(100);
    expect((await detail(body.batchId, "&pageNo=2&pageSize=100")).length).toBe(50);
    expect((await detail(body.batchId, "&direction=INCOMING")).length).toBe(0);
    const url = `/api/v1/batch/detail?batchId=${body.batchId}`;
    expect((await server.send("GET", url)).status).toBe(400);
    expect((await server.send("GET", url, undefined, { "Platform-TenantId": "other" })).status).toBe(400);
    expect((await server.send("GET", `${url}&pageSize=0`, undefined, TENANT)).status).toBe(400);
    expect(await server.balance("27713803912")).toBe("2.50");
  });
});

describe("validation", () => {
  it("says which addresses the institution does not have", async () => {
    await start();
    const body = {
      batchId: "b1",
      destinationDFSPID: "payeefsp",
      creditInstructions: [
        { instructionID: "1", financialAddress: "27713803912", amount: 1, currency: "XTS" },
        { instructionID: "2", financialAddress: "27713803911" },
        { instructionID: "3", financialAddress: "unknown" },
      ],
    };
    const headers = { ...INSTITUTION, "X-Client-Correlation-ID": "v1", "X-Callback_URL": receiver.url };
    expect((await server.send("POST", "/beneficiaries?command=validate", body, headers)).status).toBe(202);
    expect((await receiver.next()).body).toEqual({
      clientCorrelationId: "v1",
      batchId: "b1",
      numberOfFailedCases: 2,
      failedAccountLookups: [
        { instructionID: "2", failureReason: "the address belongs to another institution" },
        { instructionID: "3", failureReason: "no institution has an account with this address" },
      ],
    });
    expect(await server.balance("27713803912")).toBe("0.00");
  });
});

describe("1.x", () => {
  const instructions = (...amounts: string[]) => ({
    RequestID: "q1",
    SourceBBID: "social",
    BatchID: "b1",
    CreditInstructions: amounts.map((Amount, index) => ({
      InstructionID: `i${index}`,
      PayeeFunctionalID: index === 0 ? "P1" : "P9",
      Amount,
      Currency: "XTS",
    })),
  });

  it("registers, validates and pays, and reports what was not", async () => {
    await start();
    const one = { PayeeFunctionalID: "P1", PaymentModality: "01", FinancialAddress: "27713803912" };
    const registered = await server.send("POST", "/register-beneficiary", {
      RequestID: "r1",
      SourceBBID: "social",
      Beneficiaries: [one],
    });
    expect(registered).toMatchObject({
      status: 200,
      body: { ResponseCode: "00", ResponseDescription: "1 accepted", RequestID: "r1" },
    });
    const callback = { "X-Callback-URL": receiver.url };
    const validated = await server.send("POST", "/prepayment-validation", instructions("1", "2"), callback);
    expect(validated).toMatchObject({ status: 200, body: { ResponseCode: "00", RequestID: "q1" } });
    expect((await receiver.next()).body).toEqual({
      RequestID: "q1",
      BatchID: "b1",
      NumberFailedCases: 1,
      FailedCreditInstructions: [
        { InstructionID: "i1", PayeeFunctionalID: "P9", FailureReason: "the beneficiary is not registered" },
      ],
    });
    expect(await server.balance("27713803912")).toBe("0.00");
    await server.send("POST", "/bulk-payment", instructions("1", "2"), callback);
    expect((await receiver.next()).body).toMatchObject({ completed: 1, RequestID: "q1", BatchID: "b1" });
    expect(await server.balance("27713803912")).toBe("1.00");
    // Another request about a batch that is there: the same is taken for it, another is refused.
    const again = { ...instructions("1", "2"), RequestID: "q2" };
    expect((await server.send("POST", "/bulk-payment", again)).status).toBe(200);
    const other = { ...instructions("1", "3"), RequestID: "q3" };
    expect((await server.send("POST", "/bulk-payment", other)).status).toBe(400);
    await server.settled();
    expect(await server.balance("27713803912")).toBe("1.00");
  });
});

describe("refusals", () => {
  it("say why in the envelope of the file, with the request's id, and do nothing", async () => {
    await start();
    const good = { requestID: "r1", Beneficiaries: [{ payeeIdentity: "P1", paymentModality: "01" }] };
    const refused = async (body: unknown, headers: Record<string, string> = INSTITUTION) => {
      const { status, body: answer } = await server.send("POST", MAPPER, body, headers);
      expect(status).toBe(400);
      return answer;
    };
    expect(await refused(undefined)).toEqual({
      ResponseCode: "01",
      ResponseDescription: "a request body is required",
    });
    expect(await refused({ ...good, Beneficiaries: [{}] })).toMatchObject({ RequestID: "r1" });
    expect(await refused(good, {})).toMatchObject({
      ResponseDescription: "the header X-Registering-Institution-ID is required",
    });
    for (const url of ["nowhere", "ftp://example.org/", "http://me:secret@example.org/"])
      expect(await refused(good, { ...INSTITUTION, "X-Callback-URL": url })).toMatchObject({
        ResponseDescription: expect.stringContaining("X-Callback-URL"),
      });
    const list = await server.send(
      "GET",
      "/beneficiary?payeeIdentity=P1&requestId=q",
      undefined,
      INSTITUTION,
    );
    expect(list.body).toEqual({ requestId: "q", paymentModalityList: [] });
    for (const amount of ["0", "1.001", "-5", "1e9", null])
      expect((await handOver([transaction("i1", "MSISDN", "27713803912", amount as string)])).status).toBe(
        400,
      );
    expect((await server.send("POST", "/batchtransactions?type=file", [])).status).toBe(400);
    expect((await server.send("DELETE", "/batchtransactions")).status).toBe(405);
    expect(await server.balance("treasury", "payer")).toBe("10000000.00");
  });

  it("of loopback as a call-back's address come outside of one machine", async () => {
    await start({ allowLoopbackTargets: false });
    const answer = await handOver([transaction("i1", "MSISDN", "27713803912", 1)]);
    expect(answer).toMatchObject({
      status: 400,
      body: { ResponseDescription: expect.stringContaining("X-Callback-URL") },
    });
  });
});
