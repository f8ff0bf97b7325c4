import fc from "fast-check";

/** Pays a batch under one of few keys. */
export interface BatchAction {
  readonly kind: "batch";
  readonly key: number;
  readonly payer: string;
  readonly items: readonly { readonly to: string; readonly minor: number }[];
}

/** Makes a voucher. */
export interface VoucherAction {
  readonly kind: "voucher";
  readonly minor: number;
  readonly issuer: string;
}

/** Changes one of the vouchers. */
export interface ChangeAction {
  readonly kind: "activate" | "cancel" | "expire";
  readonly which: number;
}

/** Redeems one of the vouchers, with its secret number or with another one. */
export interface RedeemAction {
  readonly kind: "redeem";
  readonly which: number;
  readonly agent: string;
  readonly isRight: boolean;
}

/** Asks about a bill and pays it. */
export interface BillAction {
  readonly kind: "bill";
  readonly bill: string;
  readonly reference: number;
}

/** Asks somebody to pay, and lets the institution answer. */
export interface DemandAction {
  readonly kind: "demand";
  readonly from: string;
  readonly minor: number;
  readonly agrees: boolean;
}

/** Sends an earlier request again. */
export interface ReplayAction {
  readonly kind: "replay";
  readonly which: number;
}

/** What one of the random commands asks for. */
export type Action =
  | BatchAction
  | VoucherAction
  | ChangeAction
  | RedeemAction
  | BillAction
  | DemandAction
  | ReplayAction;

const payment = fc.record({
  kind: fc.constant("batch" as const),
  // Few keys, so that requests come again, the same or others.
  key: fc.integer({ min: 0, max: 5 }),
  payer: fc.constantFrom("rich", "poor", "nobody"),
  items: fc.array(
    fc.record({
      to: fc.constantFrom("A1", "A2", "unknown"),
      minor: fc.integer({ min: 1, max: 4000 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
const voucher = fc.record({
  kind: fc.constant("voucher" as const),
  minor: fc.integer({ min: 1, max: 9000 }),
  issuer: fc.constantFrom("rich", "poor"),
});
const change = fc.record({
  kind: fc.constantFrom("activate" as const, "cancel" as const, "expire" as const),
  which: fc.nat(7),
});
const redemption = fc.record({
  kind: fc.constant("redeem" as const),
  which: fc.nat(7),
  agent: fc.constantFrom("shop", "kiosk"),
  isRight: fc.boolean(),
});
const bill = fc.record({
  kind: fc.constant("bill" as const),
  bill: fc.constantFrom("B1", "B2", "B3", "none"),
  reference: fc.nat(4),
});
const demand = fc.record({
  kind: fc.constant("demand" as const),
  from: fc.constantFrom("A1", "A2", "nobody"),
  minor: fc.integer({ min: 1, max: 6000 }),
  agrees: fc.boolean(),
});
const replay = fc.record({ kind: fc.constant("replay" as const), which: fc.nat(30) });

/** A random command, in a small world, so that commands meet each other. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  payment,
  voucher,
  change,
  change,
  redemption,
  bill,
  demand,
  replay,
);
