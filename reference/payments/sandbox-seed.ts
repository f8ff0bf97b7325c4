/**
 * What a development server without a seed begins with: a treasury with funds in whichever currency is asked for, two
 * institutions (named as Mojaloop's simulated ones, with the same phone number), a biller with a bill.
 */
export const SANDBOX_SEED: unknown = {
  payers: [{ id: "treasury", account: "treasury", balance: 10_000_000, anyCurrency: true }],
  institutions: [
    {
      id: "payerfsp",
      name: "Payer's institution",
      cap: 1_000_000,
      accounts: [{ address: "27713803911", balance: 1000 }],
    },
    {
      id: "payeefsp",
      name: "Payee's institution",
      cap: 1_000_000,
      accounts: [{ address: "27713803912" }, { address: "27713803913" }, { address: "PAYEEFSP0001" }],
    },
  ],
  billers: [
    { id: "water", name: "Water", bills: [{ id: "BILL-1", amount: "25", amountAfterDueDate: "30" }] },
  ],
};
