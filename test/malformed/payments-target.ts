import type { Target } from "./target.ts";

const HEADERS = {
  "X-Registering-Institution-ID": "social",
  "Platform-TenantId": "city",
  "X-PayerFI-Id": "bank",
  "X-billerId": "city",
  "X-CorrelationID": "c1",
};

/** A payer, an institution with accounts, a biller with bills, a person, vouchers in every state. */
export function createPaymentsTarget(): Target {
  const bills = [
    { id: "B1", amount: "25.00" },
    { id: "B2", amount: "1" },
  ];
  const accounts = [{ address: "9995550101", balance: "100" }, { address: "ACC1" }];
  return {
    block: "payments",
    seed: {
      payers: [{ id: "treasury", account: "treasury", balance: 1_000_000 }],
      institutions: [{ id: "bank", cap: 1000, accounts }],
      billers: [{ id: "city", name: "City", bills }],
      beneficiaries: [{ institution: "social", payee: "P1", modality: "01", address: "9995550101" }],
      vouchers: [
        { serialNumber: "MADE01", amount: 5, institution: "social" },
        { serialNumber: "ACTIVE", amount: 25, active: true, institution: "social", secretNumber: "123456" },
        { serialNumber: "OLD001", amount: 5, active: true },
      ],
    },
    beyond: [],
    allowed: [],
    words: () => ({
      "X-Registering-Institution-ID": ["social"],
      "Platform-TenantId": ["city", "social"],
      "X-PayerFI-Id": ["bank"],
      "X-billerId": ["city"],
      "X-CorrelationID": ["c1", "c2", "a-correlation"],
      "X-Callback-URL": ["http://127.0.0.1:9/told", "http://127.0.0.1:9/"],
      "X-Program-Id": ["treasury"],
      requestID: ["r1", "r2", "r3"],
      requestId: ["r1", "r2", "q1"],
      RequestID: ["r1", "r2", "r3"],
      RequestId: ["r1", "r2"],
      registerRequestID: ["r1"],
      batchID: ["b1", "b2"],
      batchId: ["b1", "b2"],
      BatchID: ["b1", "b2"],
      SourceBBID: ["social"],
      payeeIdentity: ["P1", "P2"],
      payeeFunctionalID: ["P1", "P2"],
      PayeeFunctionalID: ["P1", "P2"],
      paymentModality: ["00", "01", "02", "04"],
      financialAddress: ["9995550101", "ACC1"],
      bankingInstitutionCode: ["bank"],
      destinationDFSPID: ["bank"],
      payerIdentifier: ["treasury"],
      key: ["MSISDN", "payeeIdentity", "accountNumber"],
      value: ["9995550101", "treasury", "ACC1", "P1"],
      amount: [1, "2.50", 0.01],
      Amount: [1, "2.50"],
      currency: ["XTS", "EUR"],
      Currency: ["XTS"],
      command: ["validate", "authorize", "activate", "cancel", "redeem", ""],
      type: ["raw"],
      fields: ["inquiry", "status"],
      status: ["ACK", "RJC", "COMPLETED", "1"],
      billId: ["B1", "B2", "B3"],
      billID: ["B1", "B2"],
      billInquiryRequestId: ["q1"],
      paymentReferenceID: ["p1", "p2"],
      requestType: ["00", "01"],
      payerFIBIC: ["bank"],
      aliasType: ["00"],
      aliasId: ["P1", "9995550101"],
      rtpId: [1, 2],
      rtpStatus: ["00", "01"],
      transferRequestId: ["1", "r1"],
      serialNumber: ["MADE01", "ACTIVE"],
      serial: ["OLD001"],
      voucherSerialNumber: ["ACTIVE"],
      voucherSecretNumber: ["123456", "000000"],
      voucher_serial_number: ["OLD001"],
      voucher_currency: ["XTS"],
      voucher_amount: [5, "1.50"],
      agentID: ["shop"],
      merchant_name: ["shop"],
      expiresAt: ["2035-01-01T00:00:00Z"],
      id: ["extra-1", "extra-2"],
      account: ["EXTRA-1"],
      address: ["EXTRA-2"],
      balance: [5],
    }),
    restore: async (caller) => {
      await caller.send({ method: "PUT", path: "/development/billers/city", body: { name: "City", bills } });
      const institution = { cap: 1000, accounts };
      await caller.send({ method: "PUT", path: "/development/institutions/bank", body: institution });
      const treasury = { account: "treasury", balance: 1_000_000 };
      await caller.send({ method: "PUT", path: "/development/payers/treasury", body: treasury });
    },
    check: async (caller) => {
      const { body } = await caller.expect({ method: "GET", path: "/development/ledger" }, 200);
      if (!body.balanced) throw new Error(`the books do not balance: ${JSON.stringify(body)}`);
      const path = "/beneficiary?payeeIdentity=P1&requestId=q1";
      await caller.expect({ method: "GET", path, headers: HEADERS }, 200);
    },
  };
}
