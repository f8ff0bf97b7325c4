import type { Mix, Request } from "./mixes.ts";

const CLIENTS = 50;
const ACCOUNTS = 20;
const owner = (client: number): string => `client-${client}`;
const account = (client: number, number: number): string => `ACC-${client}-${number}`;

/** Fifty ministries with money, and an institution of each at which people have accounts. */
export function paymentsSeed(): unknown {
  const clients = Array.from({ length: CLIENTS }, (_, client) => client);
  const accounts = Array.from({ length: ACCOUNTS }, (_, number) => number);
  return {
    payers: clients.map((client) => ({
      ...{ id: owner(client), account: `payer-${client}`, balance: 10_000_000 },
    })),
    institutions: clients.map((client) => ({
      ...{ id: owner(client), cap: 10_000_000 },
      accounts: accounts.map((number) => ({ address: account(client, number) })),
    })),
  };
}

/** Beneficiaries are registered and looked up; batches are paid, and asked after until they are done. */
export function paymentsMix(): Mix {
  let turn = 0;
  return (random, client) => {
    turn += 1;
    const headers = { "X-Registering-Institution-ID": owner(client) };
    const dice = random.next();
    if (dice < 0.3) {
      const address = account(client, random.below(ACCOUNTS));
      const one = { payeeIdentity: `p${turn}`, paymentModality: "00", financialAddress: address };
      const body = { requestID: `r${turn}`, beneficiaries: [one] };
      const path = "/identityAccountMapper/beneficiary";
      return { method: "POST", path, headers, body, statuses: [200] };
    }
    if (dice < 0.5) {
      const headersOfPayer = { "Platform-TenantId": owner(client), "X-CorrelationID": `t${turn}` };
      const body = Array.from({ length: 5 }, (_, index) => ({
        ...{ requestId: `i${index}`, paymentMode: "ledger", amount: "1.00", currency: "XTS" },
        creditParty: [{ key: "accountNumber", value: account(client, random.below(ACCOUNTS)) }],
        debitParty: [{ key: "account", value: `payer-${client}` }],
      }));
      const path = "/batchtransactions?type=raw";
      return { method: "POST", path, headers: headersOfPayer, body, statuses: [202] };
    }
    const read: Request = { method: "GET", path: "/development/world", statuses: [200] };
    if (dice < 0.55) return read;
    const identity = `p${1 + random.below(turn)}`;
    return {
      ...{ method: "GET", path: `/beneficiary/?requestId=q${turn}&payeeIdentity=${identity}`, headers },
      statuses: [200, 404],
    };
  };
}
