import { z } from "zod";
import { NotApplicable, type UseCaseContext } from "../../check.ts";
import { expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { HttpClient } from "../../http.ts";
import type { Account, Payer } from "./payments.ts";

/** What the test payer's account holds. */
const FUNDS = "5000.00";

/** An account of the government and one of somebody whom it pays, for the time of a story. */
export interface Accounts {
  readonly payer: Payer;
  readonly account: Account;
  /** Nine characters that are new in every story. */
  readonly attempt: string;
  /** The currency of the country's payments. */
  readonly currency: string;
  /** What the accounts of the payer and the payee hold now, and held in the beginning. */
  readonly balances: () => Promise<Readonly<Record<string, string>>>;
  readonly before: Readonly<Record<string, string>>;
  /** What they should hold when so much was paid, in units of the currency. */
  after(amount: number): Readonly<Record<string, string>>;
  /** Puts so much on the payer's account. */
  fund(balance: string): Promise<void>;
}

const fixtures = z.looseObject({
  world: z.string().startsWith("/"),
  ledger: z.string().startsWith("/"),
  payers: z.string().startsWith("/"),
  institutions: z.string().startsWith("/"),
});

const world = z.looseObject({ currency: z.string() });
const ledger = z.looseObject({
  balanced: z.boolean(),
  accounts: z.array(z.looseObject({ account: z.string(), balance: z.string() })),
});

/** Opens the accounts; `funds` is what the payer's holds. */
export async function openAccounts(context: UseCaseContext, funds = FUNDS): Promise<Accounts> {
  const { mark, step } = context;
  const paths = fixturesOf(context);
  // Account numbers are read without regard to capitals, and shown with them.
  const tail = mark.slice(-9).toUpperCase();
  const payer: Payer = { institution: `PAYER${tail.slice(-7)}`, account: `GOV${tail}` };
  const account: Account = { institution: `BANK${tail.slice(-7)}`, modality: "00", address: `ACC${tail}` };
  const payments = context.direct("paying");
  const at = (path: string, id: string) => path.replace("{id}", encodeURIComponent(id));
  const payerPath = at(paths.payers, payer.institution);
  const fund = async (balance: string) => {
    const json = { account: payer.account, balance };
    expectStatus(await payments.send({ method: "PUT", path: payerPath, json }), 204);
  };
  await step("paying", "The programme has an account, and so has the applicant at a bank", async () => {
    removeAfterwards(context, payments, payerPath);
    await fund(funds);
    const bankPath = at(paths.institutions, account.institution);
    removeAfterwards(context, payments, bankPath);
    const json = { accounts: [{ address: account.address }] };
    expectStatus(await payments.send({ method: "PUT", path: bankPath, json }), 204);
  });
  const currency = await currencyOf(payments, paths.world);
  const balances = () => readBalances(payments, paths.ledger, [payer.account, account.address]);
  const before = await balances();
  const moved = (name: string, amount: number) =>
    (Number(before[name]) + amount).toFixed(digitsOf(before[name]));
  return {
    ...{ payer, account, attempt: tail, currency, balances, before, fund },
    after: (amount) => ({
      [payer.account]: moved(payer.account, -amount),
      [account.address]: moved(account.address, amount),
    }),
  };
}

/** How many digits an amount has behind its point. */
const digitsOf = (amount = ""): number => amount.split(".")[1]?.length ?? 0;

async function currencyOf(http: HttpClient, path: string): Promise<string> {
  const read = await http.send({ path });
  expectStatus(read, 200);
  return expectShape(read, world).currency;
}

function fixturesOf({ roles }: UseCaseContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(roles["paying"]?.fixtures);
  if (parsed.success) return parsed.data;
  throw new NotApplicable("no fixture says how the payment system is given accounts for a test");
}

function removeAfterwards(context: UseCaseContext, http: HttpClient, path: string): void {
  context.cleanUp(async () => expectStatus(await http.send({ method: "DELETE", path }), 204, 404));
}

async function readBalances(
  http: HttpClient,
  path: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const asked = new URLSearchParams(names.map((name): [string, string] => ["account", name]));
  const read = await http.send({ path: `${path}?${asked}` });
  expectStatus(read, 200);
  const { accounts, balanced } = expectShape(read, ledger);
  expectTrue(balanced, "the ledger of the payment system does not balance", read);
  return Object.fromEntries(
    names.map((name) => {
      // What is set aside for a batch stands beside the account, under the same name.
      const own = accounts.filter(({ account }) => account === name).map(({ balance }) => balance);
      // An account that never held anything need not stand in the ledger.
      const sum = own.reduce((total, balance) => total + Number(balance), 0);
      return [name, sum.toFixed(digitsOf(accounts[0]?.balance))];
    }),
  );
}
