import type { Parameter } from "../operation.ts";

const callback: Parameter = { name: "X-Callback-URL" };
const correlation: Parameter = { name: "X-CorrelationID", required: true };
const tenant: Parameter = { name: "Platform-TenantId", required: true };
const institution: Parameter = { name: "X-Registering-Institution-ID" };

/** Headers of the account mapper and of validation. */
export const MAPPER_HEADERS: readonly Parameter[] = [callback, { ...institution, required: true }];

/** Headers of batches. */
export const BATCH_HEADERS: readonly Parameter[] = [
  callback,
  correlation,
  tenant,
  institution,
  { name: "X-Program-Id" },
];

/** Headers of vouchers. */
export const VOUCHER_HEADERS: readonly Parameter[] = [callback, institution, { name: "X-Program-Id" }];

/** Headers of bills. */
export const BILL_HEADERS: readonly Parameter[] = [
  callback,
  correlation,
  tenant,
  { name: "X-PayerFI-Id", required: true },
];

/** Headers of requests to pay. */
export const REQUEST_TO_PAY_HEADERS: readonly Parameter[] = [
  callback,
  correlation,
  tenant,
  { name: "X-billerId", required: true },
];
