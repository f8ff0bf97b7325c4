import { z } from "zod";

/**
 * The files of GovStack's API disagree on how names are written (`RequestID`, `requestID`, `requestId`), so names are
 * read without regard to capitals. What is emitted is as the file of the operation has it.
 */
function foldNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(foldNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.toLowerCase(), foldNames(each)]),
  );
}

function folded<T extends z.ZodType>(shape: T): z.ZodType<z.output<T>> {
  return z.preprocess(foldNames, shape) as unknown as z.ZodType<z.output<T>>;
}

const text = (most: number) => z.string().trim().min(1).max(most);
const amount = z.union([z.number(), z.string()]);
const currency = z.string().regex(/^[A-Z]{3}$/, "a currency has three capital letters");

const beneficiary = z
  .object({
    payeeidentity: text(20).optional(),
    payeefunctionalid: text(20).optional(),
    paymentmodality: z.string().max(2).optional(),
    financialaddress: z.string().trim().max(30).optional(),
    bankinginstitutioncode: z.string().max(11).optional(),
    status: z.enum(["0", "1"]).optional(),
  })
  .transform((given, context) => {
    const payee = given.payeeidentity ?? given.payeefunctionalid;
    if (payee === undefined) context.addIssue("payeeIdentity or PayeeFunctionalID is required");
    return {
      payee: payee ?? "",
      modality: given.paymentmodality,
      address: given.financialaddress,
      bank: given.bankinginstitutioncode,
      status: given.status,
    };
  });

/** Beneficiary Onboarding and Update (3.0), register-beneficiary and update-beneficiary-details (1.x). */
export const beneficiariesBody = folded(
  z.object({
    requestid: text(12),
    sourcebbid: text(12).optional(),
    beneficiaries: z.array(beneficiary).min(1).max(10_000),
  }),
);

/** Single Beneficiary Payment Status Check (3.0). */
export const payeesBody = folded(
  z.object({ requestid: text(12), payeepartyids: z.array(text(20)).min(1).max(10_000) }),
);

/** prepayment-validation and bulk-payment (1.x). */
export const creditInstructionsBody = folded(
  z.object({
    requestid: text(12),
    sourcebbid: text(12),
    batchid: text(12),
    creditinstructions: z
      .array(
        z.object({
          instructionid: text(16),
          payeefunctionalid: text(20),
          amount,
          currency,
          narration: z.string().max(50).default(""),
        }),
      )
      .min(1)
      .max(10_000),
  }),
);

/** Financial Address Validation (3.0). */
export const addressesBody = folded(
  z.object({
    batchid: text(50),
    destinationdfspid: text(11),
    creditinstructions: z
      .array(
        z.object({
          instructionid: text(16),
          financialaddress: text(20),
          amount: amount.optional(),
          currency: currency.optional(),
          narration: z.string().max(50).default(""),
        }),
      )
      .min(1)
      .max(10_000),
  }),
);

const keyValues = z.array(z.object({ key: text(50), value: text(128) })).min(1);

/** Batch Transaction Handover (3.0). */
export const transactionsBody = folded(
  z
    .array(
      z.object({
        requestid: text(16),
        creditparty: keyValues,
        debitparty: keyValues,
        paymentmode: text(20),
        amount,
        currency,
        descriptiontext: z.string().max(50).default(""),
      }),
    )
    .min(1)
    .max(10_000),
);

/** Batch Funds Authorization (3.0). */
export const authorizationBody = folded(
  z.object({ batchid: text(50), payeridentifier: text(20), currency, amount }),
);
