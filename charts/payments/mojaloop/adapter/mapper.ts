import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../../../../reference/sql.ts";
import { MSISDN } from "../settings.ts";

/** How GovStack's payment modalities are called. */
const MODALITIES: Readonly<Record<string, string>> = {
  "00": "bank account",
  "01": "mobile money",
  "02": "voucher",
  "03": "digital wallet",
  "04": "proxy",
};
/** Those whose addresses are phone numbers, the one kind that the hub's oracle looks up. */
const BY_PHONE = ["01", "03"];

/** One person of an institution as requests name them, all names in lower case. */
export interface BeneficiaryRequest {
  readonly payee: string;
  readonly modality?: string | undefined;
  readonly address?: string | undefined;
  readonly bank?: string | undefined;
  readonly status?: "0" | "1" | undefined;
}

/** Where a person is paid. */
export interface Beneficiary {
  readonly payee: string;
  readonly modality: string;
  readonly address: string;
  readonly bank: string | null;
  readonly active: number;
}

/** One that could not be registered or changed. */
export interface FailedCase {
  readonly request: BeneficiaryRequest;
  readonly reason: string;
}

/** The person's entry, if the institution has registered one. */
export function findBeneficiary(
  db: DatabaseSync,
  institution: string,
  payee: string,
): Beneficiary | undefined {
  return firstRow<Beneficiary>(
    db,
    "SELECT payee, modality, address, bank, active FROM beneficiary WHERE institution = ? AND payee = ?",
    institution,
    payee,
  );
}

/** The entries of these persons; of those who have none, nothing. */
export function findBeneficiaries(
  db: DatabaseSync,
  institution: string,
  payees: readonly string[],
): Beneficiary[] {
  return payees.flatMap((payee) => findBeneficiary(db, institution, payee) ?? []);
}

/** The entries of a person with all institutions: who pays may be another one than who registered. */
export function findEverywhere(db: DatabaseSync, payee: string): Beneficiary[] {
  return allRows<Beneficiary>(
    db,
    "SELECT payee, modality, address, bank, active FROM beneficiary WHERE payee = ? LIMIT 2",
    payee,
  );
}

/** Registers persons; why some were not. One who is there already, in the same words, is registered. */
export function registerBeneficiaries(
  db: DatabaseSync,
  institution: string,
  requests: readonly BeneficiaryRequest[],
): FailedCase[] {
  return requests.flatMap((request) => {
    const { payee, modality = "", address = "", bank } = request;
    const known = findBeneficiary(db, institution, payee);
    if (known !== undefined) {
      const same = known.modality === modality && known.address === normalize(modality, address);
      return same ? [] : [{ request, reason: "already registered with other details; update them" }];
    }
    const reason = addressTrouble(modality, address);
    if (reason !== undefined) return [{ request, reason }];
    save(db, institution, {
      payee,
      modality,
      address,
      bank: bank ?? null,
      active: request.status === "0" ? 0 : 1,
    });
    return [];
  });
}

/** Changes what is said anew of persons; why some were not. */
export function updateBeneficiaries(
  db: DatabaseSync,
  institution: string,
  requests: readonly BeneficiaryRequest[],
): FailedCase[] {
  return requests.flatMap((request) => {
    const known = findBeneficiary(db, institution, request.payee);
    if (known === undefined) return [{ request, reason: "not registered" }];
    const modality = request.modality ?? known.modality;
    const address = request.address ?? known.address;
    const reason = addressTrouble(modality, address);
    if (reason !== undefined) return [{ request, reason }];
    const active = request.status === undefined ? known.active : Number(request.status);
    save(db, institution, {
      payee: request.payee,
      modality,
      address,
      bank: request.bank ?? known.bank,
      active,
    });
    return [];
  });
}

/** The phone number behind an entry, or why there is none that could be paid. */
export function payableParty(entry: Beneficiary): { readonly party: string } | { readonly reason: string } {
  if (entry.active === 0) return { reason: "the beneficiary is not active" };
  if (BY_PHONE.includes(entry.modality)) return { party: entry.address };
  return {
    reason: `the hub looks up phone numbers, and cannot find a ${MODALITIES[entry.modality] ?? entry.modality}`,
  };
}

/** Digits of E.164, as the oracle keeps phone numbers; undefined for what is none. */
export function phoneNumber(address: string): string | undefined {
  const digits = address.replace(/^\+/, "").replace(/[ -]/g, "");
  return MSISDN.test(digits) ? digits : undefined;
}

function addressTrouble(modality: string, address: string): string | undefined {
  if (MODALITIES[modality] === undefined) return `there is no payment modality ${JSON.stringify(modality)}`;
  if (BY_PHONE.includes(modality) && phoneNumber(address) === undefined) {
    return "the financial address is no phone number";
  }
  if (modality === "00" && address === "") return "a bank account needs a financial address";
  return undefined;
}

function normalize(modality: string, address: string): string {
  return BY_PHONE.includes(modality) ? (phoneNumber(address) ?? address) : address;
}

function save(db: DatabaseSync, institution: string, entry: Beneficiary): void {
  const { payee, modality, address, bank, active } = entry;
  runSql(
    db,
    `INSERT INTO beneficiary (institution, payee, modality, address, bank, active, changed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (institution, payee) DO UPDATE SET modality = excluded.modality, address = excluded.address,
       bank = excluded.bank, active = excluded.active, changed_at = excluded.changed_at`,
    institution,
    payee,
    modality,
    normalize(modality, address),
    bank,
    active,
    Date.now(),
  );
}
