import { afterEach, describe, expect, test } from "vitest";
import { type ExampleHub, type ExampleOptions, PAYER, startExampleHub } from "./example-hub.ts";

let country: ExampleHub;
afterEach(() => country.close());

async function start(options: ExampleOptions = {}) {
  country = await startExampleHub(options);
}

const MAPPER = "/identityAccountMapper/beneficiary";
const callback = () => ({ "x-callback-url": country.callbackUrl });
const institution = { "x-registering-institution-id": "social" };
const tenant = { "platform-tenantid": "social" };

const person = (payeeIdentity: string, changes: object = {}) => ({
  payeeIdentity,
  PaymentModality: "01",
  FinancialAddress: "27000000001",
  ...changes,
});

const register = (beneficiaries: readonly object[], requestId = "r1") =>
  country.send(
    "POST",
    MAPPER,
    { RequestID: requestId, Beneficiaries: beneficiaries },
    { ...institution, ...callback() },
  );

const result = async () => {
  await expect.poll(() => country.results.length, { timeout: 10_000 }).toBeGreaterThan(0);
  return country.results.shift();
};

describe("the account mapper", () => {
  test("registers, tells who was not, and answers where people are paid", async () => {
    await start();
    const people = [
      person("P1"),
      person("P2", { FinancialAddress: "my phone" }),
      person("P3", { PaymentModality: "09" }),
      person("P4", {
        PaymentModality: "00",
        FinancialAddress: "DE02120300000000202051",
        bankingInstitutionCode: "BANK1",
      }),
    ];
    expect(await register(people)).toEqual({
      status: 200,
      body: {
        responseCode: "00",
        responseDescription: "2 accepted, 2 not: the financial address is no phone number",
        requestID: "r1",
      },
    });
    expect((await result())?.body).toEqual({
      requestID: expect.stringMatching(/^[0-9a-f]{12}$/),
      registerRequestID: "r1",
      numberFailedCases: 2,
      failedCases: [
        {
          payeeIdentity: "P2",
          paymentModality: "01",
          failureReason: "the financial address is no phone number",
        },
        { payeeIdentity: "P3", paymentModality: "09", failureReason: 'there is no payment modality "09"' },
      ],
    });
    const headers = { registeringInstitutionId: "social" };
    const one = await country.send("GET", "/beneficiary/?payeeIdentity=P1&requestId=q1", undefined, headers);
    expect(one.body).toEqual({
      requestId: "q1",
      paymentModalityList: [{ payeeIdentity: "P1", paymentModality: "01", financialAddress: "27000000001" }],
    });
    const many = { requestId: "q2", payeePartyIds: ["P4", "P9"] };
    expect((await country.send("PUT", "/beneficiary", many, headers)).body).toMatchObject({
      paymentModalityList: [{ payeeIdentity: "P4", bankingInstitutionCode: "BANK1" }],
    });
    const stranger = { registeringInstitutionId: "other" };
    const seen = await country.send("GET", "/beneficiary?payeeIdentity=P1&requestId=q", undefined, stranger);
    expect(seen.body).toEqual({ requestId: "q", paymentModalityList: [] });
  });

  test("answers the same request the same, and changes only what an update says", async () => {
    await start();
    const first = await register([person("P1")]);
    expect(await register([person("P1")])).toEqual(first);
    expect((await register([person("P1", { FinancialAddress: "27000000002" })])).status).toBe(400);
    const other = await register([person("P1", { FinancialAddress: "27000000002" })], "r2");
    expect(other.body).toMatchObject({ responseDescription: expect.stringContaining("update them") });
    const update = {
      requestID: "u1",
      sourceBBID: "social",
      beneficiaries: [
        { payeeIdentity: "P1", financialAddress: "27000000003" },
        { payeeIdentity: "P8", status: "0" },
      ],
    };
    expect((await country.send("PUT", MAPPER, update)).body).toMatchObject({
      responseCode: "00",
      requestID: "u1",
    });
    const path = "/beneficiary?payeeIdentity=P1&requestId=q";
    expect((await country.send("GET", path, undefined, institution)).body).toMatchObject({
      paymentModalityList: [{ paymentModality: "01", financialAddress: "27000000003" }],
    });
  });

  test("refuses with GovStack's envelope", async () => {
    await start();
    const refused = async (body: unknown, headers: Record<string, string> = institution) => {
      const { status, body: answer } = await country.send("POST", MAPPER, body, headers);
      expect(answer).toMatchObject({ ResponseCode: "01", ResponseDescription: expect.any(String) });
      return [status, answer["ResponseDescription"]];
    };
    const good = { RequestID: "r1", Beneficiaries: [person("P1")] };
    expect(await refused(undefined)).toEqual([400, "a request body is required"]);
    expect(await refused({})).toEqual([400, expect.stringContaining("requestid")]);
    expect(await refused({ ...good, RequestID: "much too long" })).toEqual([
      400,
      expect.stringContaining("requestid"),
    ]);
    expect(await refused({ ...good, Beneficiaries: [{}] })).toEqual([
      400,
      expect.stringContaining("payeeIdentity"),
    ]);
    expect(await refused(good, {})).toEqual([400, "the header X-Registering-Institution-ID is required"]);
    expect(await refused(good, { ...institution, "x-callback-url": country.hub.addresses.ledger })).toEqual([
      400,
      expect.stringContaining("X-Callback-URL"),
    ]);
    expect((await country.send("GET", "/nowhere")).status).toBe(404);
  });
});

const transaction = (requestId: string, key: string, value: string, amount: number | string) => ({
  requestId,
  creditParty: [{ key, value }],
  debitParty: [{ key: "ACCOUNTID", value: "treasury" }],
  paymentMode: "MOJALOOP",
  amount,
  currency: "XTS",
  descriptionText: "grant",
});

const handOver = (body: unknown, correlation = "c1") =>
  country.send("POST", "/batchtransactions?type=raw", body, {
    ...tenant,
    ...institution,
    ...callback(),
    "x-correlationid": correlation,
  });

describe("batches of 3.0", () => {
  test("pay phone numbers and registered people, and post the result", async () => {
    await start();
    await register([person("P1", { FinancialAddress: "27000000002" })]);
    await result();
    const body = [
      transaction("t1", "MSISDN", "+27000000001", "7.25"),
      transaction("t2", "payeeIdentity", "P1", 2),
      transaction("t3", "payeeIdentity", "P9", 1),
      transaction("t4", "IBAN", "DE02", 1),
    ];
    const taken = await handOver(body);
    expect(taken).toEqual({ status: 202, body: { batchId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(await handOver(body)).toEqual(taken);
    const { path, body: summary } = (await result()) ?? { path: "", body: {} };
    const batchId = String(taken.body["batchId"]);
    expect(path).toBe(`/results?batchId=${batchId}&X-CorrelationID=c1`);
    expect(summary).toMatchObject({
      requestId: "c1",
      batchId,
      TotalTransactions: 4,
      completed: 2,
      failed: 2,
      totalAmount: 11.25,
      completed_amount: 9.25,
      failed_amount: 2,
      result_file: null,
    });
    expect(country.hub.position(PAYER)).toBe(92_500n);
    const rows = await country.send("GET", `/api/v1/batch/detail?batchId=${batchId}`, undefined, tenant);
    expect((rows.body as unknown as Record<string, unknown>[]).map((row) => row["errorInformation"])).toEqual(
      ["", "", "the beneficiary is not registered", "creditParty names neither MSISDN nor payeeIdentity"],
    );
    const stranger = { "platform-tenantid": "other" };
    expect(
      (await country.send("GET", `/api/v1/batch/detail?batchId=${batchId}`, undefined, stranger)).status,
    ).toBe(400);
  });

  test("are refused where they cannot be meant", async () => {
    await start();
    const one = transaction("t1", "MSISDN", "27000000001", 1);
    expect((await handOver([])).status).toBe(400);
    expect((await handOver([one, one])).body).toMatchObject({
      ResponseDescription: "two instructions of the batch have the id t1",
    });
    expect((await handOver([{ ...one, amount: -1 }])).status).toBe(400);
    expect((await handOver([{ ...one, amount: 0.00001 }])).status).toBe(400);
    const headers = { ...tenant, "x-correlationid": "c1" };
    expect((await country.send("POST", "/batchtransactions?type=csv", [one], headers)).status).toBe(400);
    expect((await country.send("POST", "/batchtransactions?type=raw", [one], tenant)).status).toBe(400);
    expect(country.hub.requests).toEqual([]);
  });

  test("wait for their funds where these have to be authorized", async () => {
    await start({ authorization: "required", cap: 100 });
    const taken = await handOver([transaction("t1", "MSISDN", "27000000001", 60)]);
    const batchID = String(taken.body["batchId"]);
    const authorize = (amount: number, correlation: string, currency = "XTS") =>
      country.send(
        "POST",
        `/batches/${batchID}?command=authorize`,
        { batchID, payerIdentifier: "treasury", currency, amount },
        { ...callback(), "x-client-correlation-id": correlation },
      );
    expect(await authorize(61, "a1")).toEqual({
      status: 202,
      body: { message: "Authorization is in process." },
    });
    expect((await result())?.body).toEqual({
      clientCorrelationId: "a1",
      status: "N",
      reason: "the batch's total is 60",
    });
    const path = `/api/v1/batch/detail?batchId=${batchID}`;
    const [held] = (await country.send("GET", path, undefined, tenant)).body as unknown as object[];
    expect(held).toMatchObject({ status: "IN_PROGRESS", statusDetail: "held" });
    expect(country.hub.transfers.size).toBe(0);
    await authorize(60, "a2");
    expect((await result())?.body).toMatchObject({ clientCorrelationId: "a2", status: "Y" });
    expect((await result())?.body).toMatchObject({ completed: 1, failed: 0 });
    // What is left is less than what another batch needs.
    const second = await handOver([transaction("t1", "MSISDN", "27000000001", 60)], "c2");
    const other = String(second.body["batchId"]);
    await country.send(
      "POST",
      `/batches/${other}?command=authorize`,
      { batchID: other, payerIdentifier: "treasury", currency: "XTS", amount: 60 },
      { ...callback(), "x-client-correlation-id": "a3" },
    );
    expect((await result())?.body).toMatchObject({
      status: "N",
      reason: "the participant's funds at the hub do not suffice",
    });
    expect(country.hub.position(PAYER)).toBe(600_000n);
  });
});

test("addresses are validated at the institution that is said to have them", async () => {
  await start();
  const body = {
    batchId: "b1",
    destinationDFSPID: "payeefsp",
    creditInstructions: [
      { instructionID: "i1", financialAddress: "27000000001" },
      { instructionID: "i2", financialAddress: "27999999999" },
      { instructionID: "i3", financialAddress: "no phone" },
    ],
  };
  const ask = (changes: object, correlation: string) =>
    country.send(
      "POST",
      "/beneficiaries?command=validate",
      { ...body, ...changes },
      {
        ...institution,
        ...callback(),
        "x-client-correlation-id": correlation,
      },
    );
  expect((await ask({}, "v1")).status).toBe(202);
  expect((await result())?.body).toEqual({
    clientCorrelationId: "v1",
    batchId: "b1",
    numberOfFailedCases: 2,
    failedAccountLookups: [
      { instructionID: "i2", failureReason: "3204 Party not found" },
      { instructionID: "i3", failureReason: "the financial address is no phone number" },
    ],
  });
  await ask(
    { batchId: "b2", destinationDFSPID: "otherfsp", creditInstructions: [body.creditInstructions[0]] },
    "v2",
  );
  expect((await result())?.body).toMatchObject({
    failedAccountLookups: [{ failureReason: "the address belongs to another institution" }],
  });
});

test("a fee is refused: the payee gets what was asked for, and the government pays no more", async () => {
  await start({ unheard: (to, name) => to === "payeefsp" && name === "POST /quotes" });
  await handOver([transaction("t1", "MSISDN", "27000000001", 10)]);
  await expect.poll(() => country.hub.requests.some((name) => name === "POST /quotes")).toBe(true);
  const quoteId = country.hub.quotes.at(-1) ?? "";
  const quote = {
    transferAmount: { amount: "10.5", currency: "XTS" },
    expiration: new Date(Date.now() + 60_000).toISOString(),
    ilpPacket: "AAAA",
    condition: "GRzLaTP7DJ9t4P-a_BA0WA9wzzlsugf00-Tn6kESAfM",
  };
  const url = country.hub.dfsps[PAYER];
  const put = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: "PUT",
      headers: { "content-type": "application/vnd.interoperability.quotes+json;version=1.1" },
      body: JSON.stringify(body),
    });
  expect((await put(`/quotes/${quoteId}`, { ...quote, condition: "short" })).status).toBe(400);
  expect((await put("/quotes/00000000-0000-5000-8000-000000000000", quote)).status).toBe(404);
  expect((await put(`/quotes/${quoteId}`, quote)).status).toBe(200);
  expect((await result())?.body).toMatchObject({ failed: 1 });
  expect(country.hub.transfers.size).toBe(0);
});

test("how the hub's services stand is told", async () => {
  await start();
  const { body } = await country.send("GET", "/hub");
  expect(body).toMatchObject({ ledger: "UP", transfers: "UP", settlement: "UP", participant: "ACTIVE" });
});
