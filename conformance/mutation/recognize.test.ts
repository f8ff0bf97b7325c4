import { describe, expect, it } from "vitest";
import { loadOperations } from "../suites/operations.ts";
import { exampleCall } from "./example-call.ts";
import { recognizeEmitted, recognizeServed } from "./recognize.ts";

const registry = recognizeServed(loadOperations("digital-registries"));
const mediator = recognizeServed(loadOperations("information-mediator"));
const payments = recognizeServed(loadOperations("payments"));
const ROOM = "/r1/XU/TEST/code/room";

describe("the operation of a call", () => {
  it.each([
    ["GET", "/data/people/1.0", "list"],
    ["GET", "/data/people/1.0?search=a%2Fb&page=2", "list"],
    ["GET", "/data/myPersonalDataUsage?userId=7", "DPU"],
    ["POST", "/data/people/1.0/create", "create"],
    ["DELETE", "/data/people/1.0/P-7/delete", "delete"],
    ["GET", "/data/people/1.0/P-7/readValue/lastName.json", "readValue"],
    ["POST", "/database/modify", "modifyDatabase"],
    ["GET", "/database/7", "getDatabase"],
    ["GET", "/databases", "listDatabases"],
  ])("%s %s of a registry is %s", (method, path, id) => {
    expect(registry(exampleCall({ method, path }))).toBe(id);
  });

  it.each([
    ["GET", `${ROOM}/listMethods`, "listMethods"],
    ["GET", `${ROOM}/getOpenAPI?serviceCode=echo`, "getOpenAPI"],
    ["POST", `${ROOM}/echo/some/path`, "callService"],
    ["DELETE", `${ROOM}/echo/thing/7`, "callService"],
    ["POST", `${ROOM}/echo/..%2fnext/x`, "callService"],
    ["GET", `${ROOM}/echo${ROOM}/listMethods`, "callService"],
    ["POST", `${ROOM}/api/v1/eventType`, "createEventType"],
    ["GET", `${ROOM}/api/v1/eventType/newBirth`, "getEventType"],
    ["PATCH", `${ROOM}/api/v1/subs/newBirth`, "patchSub"],
    ["GET", `${ROOM}/pub/v1/newBirth/7`, "getStatus"],
    ["DELETE", `${ROOM}/pull/v1/newBirth/7`, "confirmEvent"],
    ["PATCH", "/api/v1/rights/deny", "setDenied"],
  ])("%s %s of a mediator is %s", (method, path, id) => {
    expect(mediator(exampleCall({ method, path }))).toBe(id);
  });

  it.each([
    ["POST", "/vouchers", {}, "createVouchers"],
    ["POST", "/vouchers?command=cancel", {}, "cancelVouchers"],
    ["POST", "/vouchers?command=redeem", {}, "redeemVoucher"],
    ["PUT", "/vouchers?command=activate", {}, "activateVouchers"],
    ["POST", "/vouchers/voucher_redemption", {}, "redeemVoucher1"],
    ["POST", "/beneficiaries?command=validate", {}, "validateAddresses"],
    ["POST", "/beneficiaries?command=guess", {}, undefined],
    ["POST", "/billTransferRequests", { paymentReferenceID: "7" }, "notifyBillPayment"],
    ["POST", "/billTransferRequests", { status: "ACK" }, "answerBillPayment"],
  ])("%s %s with %o of payments is %s", (method, path, content, id) => {
    const headers = { "content-type": "application/json" };
    expect(payments(exampleCall({ method, path, headers, body: JSON.stringify(content) }))).toBe(id);
  });

  it("is none where the block lists none", () => {
    expect(registry(exampleCall({ path: "/healthcheck" }))).toBeUndefined();
    expect(registry(exampleCall({ method: "DELETE", path: "/databases" }))).toBeUndefined();
    expect(registry(exampleCall({ path: "/data/people/1.0/P-7/readValue/lastName" }))).toBeUndefined();
  });
});

describe("the operation that arrives at the sink", () => {
  const recognize = recognizeEmitted(loadOperations("information-mediator"));
  const arrives = (body: unknown, method = "POST") =>
    recognize(
      exampleCall({ method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    );

  it("is the delivery of an event where one arrives", () => {
    expect(arrives({ id: "1", eventType: "newBirth", event: {} })).toBe("deliverEvent");
  });

  it("is none where a call of a service arrives", () => {
    expect(arrives({ text: "any" })).toBeUndefined();
    expect(arrives({ eventType: "newBirth", event: {} }, "PUT")).toBeUndefined();
    expect(recognize(exampleCall({ method: "POST", body: "{}" }))).toBeUndefined();
  });
});

describe("the operation that arrives at an address of the payments' suite", () => {
  const recognize = recognizeEmitted(loadOperations("payments"));
  const headers = { "content-type": "application/json" };

  it.each([
    ["POST", "/mark/notifyBatch?batchId=7", {}, "notifyBatch"],
    ["POST", "/mark/bank/bills/7", {}, "tellBill"],
    ["GET", "/mark/biller/bills/7", undefined, "askBiller"],
    ["POST", "/mark/biller/billTransferRequests", { PaymentReferenceID: "7" }, "markBillPaid"],
    ["POST", "/mark/bank/billTransferRequests", { status: "ACK" }, "tellBillPayment"],
    ["POST", "/mark/bank/rtpRequest", {}, "askPayer"],
    ["POST", "/mark/older", {}, undefined],
    ["POST", "/mark", {}, undefined],
  ])("%s %s with %o is %s", (method, path, content, id) => {
    const body = content === undefined ? {} : { headers, body: JSON.stringify(content) };
    expect(recognize(exampleCall({ method, path, ...body }))).toBe(id);
  });
});
