import type { DatabaseSync } from "node:sqlite";
import type { Transactions } from "./batch-operations.ts";
import type { Instruction } from "./batches.ts";
import { foldName } from "./body.ts";
import { limitTrouble } from "./credit-operations.ts";
import { findBeneficiary, findEverywhere, payableAddress } from "./mapper.ts";
import { parseAmount } from "./money.ts";
import { phoneNumber } from "./payees.ts";
import { payerAccountNamed } from "./payers.ts";
import type { PaymentsSettings } from "./settings.ts";

type Transaction = Transactions[number];

/** Names of a person of the mapper among the keys of a party. */
const PERSON = ["payeeidentity", "payeefunctionalid", "functionalid", "payeeid"];
const PHONE = ["msisdn"];
const ACCOUNT = ["financialaddress", "accountnumber", "accountid", "iban"];

interface Payee {
  readonly payee: string;
  readonly address?: string;
  readonly bank?: string | undefined;
  readonly reason?: string;
}

/** What a transaction of a batch comes to; that nobody is found is its failure and not the request's. */
export function instructionOf(
  db: DatabaseSync,
  given: Transaction,
  institution: string | undefined,
  settings: PaymentsSettings,
): Instruction {
  const minor = parseAmount(given.amount, given.currency);
  const names = given.debitParty.map(({ value }) => value);
  const payer = payerAccountNamed(db, names, given.currency, Date.now());
  const found = findPayee(db, given.creditParty, institution);
  const noAccount = `debitParty names no payer's account in ${given.currency}`;
  return {
    id: given.requestId,
    payee: found.payee,
    address: found.address ?? "",
    bank: found.bank,
    payer: names[0] ?? "",
    payerAccount: payer?.number,
    amount: minor,
    currency: given.currency,
    narration: given.descriptionText,
    reason:
      found.reason ??
      limitTrouble(minor, given.currency, settings) ??
      (payer === undefined ? noAccount : undefined),
  };
}

/** An address is taken as it is; a person is looked up in the mapper, with one institution or with all. */
function findPayee(
  db: DatabaseSync,
  party: Transaction["creditParty"],
  institution: string | undefined,
): Payee {
  const named = (names: readonly string[]) => party.find(({ key }) => names.includes(foldName(key)))?.value;
  const phone = named(PHONE);
  if (phone !== undefined) {
    const address = phoneNumber(phone);
    return address === undefined
      ? { payee: phone, reason: "MSISDN is no phone number" }
      : { payee: phone, address };
  }
  const person = named(PERSON);
  if (person !== undefined) return findPerson(db, person, institution);
  const address = named(ACCOUNT);
  if (address !== undefined) return { payee: address, address };
  return { payee: "", reason: "creditParty names neither MSISDN nor payeeIdentity" };
}

function findPerson(db: DatabaseSync, payee: string, institution: string | undefined): Payee {
  const entries =
    institution === undefined ? findEverywhere(db, payee) : [findBeneficiary(db, institution, payee)];
  const [entry] = entries;
  if (entry === undefined) return { payee, reason: "the beneficiary is not registered" };
  if (entries.length > 1) return { payee, reason: "several institutions have registered the beneficiary" };
  return { payee, ...payableAddress(entry) };
}
