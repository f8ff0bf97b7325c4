import { randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import { fixturesOf, lacking, make, readWorld } from "./fixtures.ts";

/** A payer with money and an institution where people have accounts. All amounts are whole minor units. */
export interface Town {
  readonly currency: string;
  /** How many decimals the currency has. */
  readonly decimals: number;
  readonly payer: string;
  /** The payer's account. */
  readonly account: string;
  /** The institution of the payees, 10 characters at most. */
  readonly bank: string;
  /** Addresses of accounts there: phone numbers, three of them. */
  readonly addresses: readonly string[];
  /** Whether it was made for this check: what its accounts hold is then known. */
  readonly isOwn: boolean;
}

/** What a payer of a check has, unless the check says otherwise. */
export const FUNDS = 100_000;

/** Twelve hex digits that nobody has used before: as long as a request's id may be. */
export const newId = (): string => randomBytes(6).toString("hex");

/** Ten characters, as long as the ids of bills and billers may be. */
export const shortId = (): string => `t${newId().slice(0, 9)}`;

/** What a town of the check's own has, where that is not the usual. */
export interface Wishes {
  readonly funds?: number;
  /** The institution's address for calls. */
  readonly url?: string;
  /** What the payees' accounts hold at first, in the order of the addresses. */
  readonly held?: readonly number[];
  /** What the institution may owe. */
  readonly cap?: number;
}

/** Opens a town of the check's own; where accounts cannot be made, one of accounts that are there. */
export async function openTown(context: CheckContext, wishes: Wishes = {}): Promise<Town> {
  const { payers, institutions } = fixturesOf(context);
  const world = await readWorld(context);
  const decimals = decimalsOf(world.currency);
  const common = { currency: world.currency, decimals };
  if (payers === undefined || institutions === undefined) {
    // Whose accounts are there already cannot be chosen.
    if (Object.keys(wishes).length > 0) throw lacking(payers === undefined ? "payers" : "institutions");
    const payer = world.payers.find(({ currency }) => (currency ?? world.currency) === world.currency);
    const bank = world.institutions.find(({ accounts }) => accounts.filter(isPhone).length >= 3);
    expectTrue(
      payer !== undefined && bank !== undefined,
      "the fixtures name no payer, or no three phone numbers",
    );
    const addresses = bank.accounts.filter(isPhone).slice(0, 3);
    return { ...common, payer: payer.id, account: payer.account, bank: bank.id, addresses, isOwn: false };
  }
  const { funds = FUNDS, url, held = [], cap } = wishes;
  const [payer, bank] = [newId(), shortId()];
  const addresses = [0, 1, 2].map(() => `2799${String(randomInt(10 ** 8)).padStart(8, "0")}`);
  const town = { ...common, payer, account: `${payer}-a`, bank, addresses, isOwn: true };
  await make(context, "payers", payer, {
    account: town.account,
    balance: asText(town, funds),
    currency: world.currency,
  });
  await make(context, "institutions", bank, {
    ...(url === undefined ? {} : { url }),
    ...(cap === undefined ? {} : { cap: asText(town, cap) }),
    name: "Test bank",
    accounts: addresses.map((address, n) => ({
      address,
      balance: asText(town, held[n] ?? 0),
      currency: world.currency,
    })),
  });
  return town;
}

const isPhone = (address: string): boolean => /^\d{7,15}$/.test(address);

function decimalsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Minor units as the number that stands in JSON. */
export const asNumber = ({ decimals }: Pick<Town, "decimals">, minor: number): number =>
  minor / 10 ** decimals;

/** Minor units as decimal text. */
export const asText = (town: Pick<Town, "decimals">, minor: number): string =>
  asNumber(town, minor).toFixed(town.decimals);

const ledger = z.looseObject({
  balanced: z.boolean(),
  accounts: z.array(
    z.looseObject({
      account: z.string(),
      kind: z.string(),
      owner: z.string().nullish(),
      balance: z.union([z.string(), z.number()]),
    }),
  ),
});

/** Whose balance is looked at: what somebody has with the part in this capacity, or the account of this name. */
type Holder =
  | { readonly kind: "payer" | "institution" | "biller" | "agent"; readonly owner: string }
  | { readonly kind: "payee"; readonly account: string };

/**
 * The holders have these minor units, and the ledger balances. Says nothing where no ledger is known, or where others
 * use the accounts too.
 */
export async function expectHeld(
  context: CheckContext,
  town: Town,
  wanted: readonly (readonly [Holder, number])[],
): Promise<void> {
  const path = fixturesOf(context).ledger;
  if (path === undefined || !town.isOwn) return;
  const asked = wanted.map(([holder]): [string, string] =>
    "account" in holder ? ["account", holder.account] : ["owner", holder.owner],
  );
  const read = await context.http.send({ path: `${path}?${new URLSearchParams(asked)}` });
  expectStatus(read, 200);
  const { balanced, accounts } = expectShape(read, ledger);
  expectTrue(balanced, "the ledger does not balance", read);
  const held = (holder: Holder) => {
    const own = accounts.filter((one) =>
      Object.entries(holder).every(([name, value]) => one[name] === value),
    );
    return Math.round(own.reduce((sum, { balance }) => sum + Number(balance), 0) * 10 ** town.decimals);
  };
  for (const [holder, minor] of wanted) {
    expectEqual(held(holder), minor, `what the ${holder.kind} has, in minor units,`);
  }
}

/** The town's payer, as the ledger names it. */
export const payerOf = ({ payer }: Town): Holder => ({ kind: "payer", owner: payer });

/** The payer's account and the payees' hold these minor units, as {@link expectHeld} looks at it. */
export function expectBalances(
  context: CheckContext,
  town: Town,
  payer: number,
  payees: readonly number[] = [],
): Promise<void> {
  return expectHeld(context, town, [
    [payerOf(town), payer],
    ...town.addresses.map((account, n) => [{ kind: "payee", account }, payees[n] ?? 0] as const),
  ]);
}
