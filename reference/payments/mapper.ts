import type { DatabaseSync } from "node:sqlite";
import { allRows, firstRow, runSql } from "../sql.ts";
import { phoneNumber } from "./payees.ts";

/** How GovStack's payment modalities are called. */
const MODALITIES: readonly string[] = ["00", "01", "02", "03", "04"];
/** Vouchers have operations of their own. */
const VOUCHER = "02";
/** Mobile money and wallets: their addresses are phone numbers. */
const BY_PHONE: readonly string[] = ["01", "03"];

/** One person of an institution as requests name them. */
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

const COLUMNS = "payee, modality, address, bank, active";

/** The person's entry, if the institution has registered one. */
export function findBeneficiary(
  db: DatabaseSync,
  institution: string,
  payee: string,
): Beneficiary | undefined {
  const sql = `SELECT ${COLUMNS} FROM beneficiary WHERE institution = ? AND payee = ?`;
  return firstRow<Beneficiary>(db, sql, institution, payee);
}

/** The entries of these persons; of those who have none, nothing. */
export function findBeneficiaries(
  db: DatabaseSync,
  institution: string,
  payees: readonly string[],
): Beneficiary[] {
  return payees.flatMap((payee) => findBeneficiary(db, institution, payee) ?? []);
}

/** The entries of a person with all institutions, two at most: who pays may be another one than who registered. */
export function findEverywhere(db: DatabaseSync, payee: string): Beneficiary[] {
  return allRows<Beneficiary>(db, `SELECT ${COLUMNS} FROM beneficiary WHERE payee = ? LIMIT 2`, payee);
}

/** Registers persons; why some were not. One who is there already, in the same words, is registered. */
export function registerBeneficiaries(
  db: DatabaseSync,
  institution: string,
  requests: readonly BeneficiaryRequest[],
): FailedCase[] {
  return requests.flatMap((request) => {
    const { payee, modality = "", address = "", bank = null } = request;
    const known = findBeneficiary(db, institution, payee);
    if (known !== undefined) {
      const same = known.modality === modality && known.address === plainFor(modality, address);
      return same ? [] : [{ request, reason: "already registered with other details; update them" }];
    }
    const reason = addressTrouble(modality, address);
    if (reason !== undefined) return [{ request, reason }];
    save(db, institution, { payee, modality, address, bank, active: request.status === "0" ? 0 : 1 });
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
    const { payee, status } = request;
    const known = findBeneficiary(db, institution, payee);
    if (known === undefined) return [{ request, reason: "not registered" }];
    const modality = request.modality ?? known.modality;
    const address = request.address ?? known.address;
    const reason = addressTrouble(modality, address);
    if (reason !== undefined) return [{ request, reason }];
    const active = status === undefined ? known.active : Number(status);
    save(db, institution, { payee, modality, address, bank: request.bank ?? known.bank, active });
    return [];
  });
}

/** The address behind an entry, or why there is none that could be paid. */
export function payableAddress(
  entry: Beneficiary,
): { readonly address: string; readonly bank: string | undefined } | { readonly reason: string } {
  if (entry.active === 0) return { reason: "the beneficiary is not active" };
  if (entry.modality === VOUCHER) return { reason: "the beneficiary is paid by voucher" };
  return { address: entry.address, bank: entry.bank ?? undefined };
}

function addressTrouble(modality: string, address: string): string | undefined {
  if (!MODALITIES.includes(modality)) return `there is no payment modality ${JSON.stringify(modality)}`;
  if (BY_PHONE.includes(modality) && phoneNumber(address) === undefined)
    return "the financial address is no phone number";
  if (modality === "00" && address === "") return "a bank account needs a financial address";
  return undefined;
}

function plainFor(modality: string, address: string): string {
  return BY_PHONE.includes(modality) ? (phoneNumber(address) ?? address) : address;
}

function save(db: DatabaseSync, institution: string, entry: Beneficiary): void {
  const { payee, modality, address, bank, active } = entry;
  runSql(
    db,
    `INSERT INTO beneficiary (institution, payee, modality, address, bank, active) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (institution, payee) DO UPDATE SET modality = excluded.modality, address = excluded.address,
       bank = excluded.bank, active = excluded.active`,
    institution,
    payee,
    modality,
    plainFor(modality, address),
    bank,
    active,
  );
}
