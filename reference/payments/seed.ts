import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { registerBeneficiaries } from "./mapper.ts";
import { parseAmount } from "./money.ts";
import {
  billerDocument,
  institutionDocument,
  payerDocument,
  putBiller,
  putInstitution,
  putPayer,
} from "./registry.ts";
import type { PaymentsSettings } from "./settings.ts";
import type { VoucherKey } from "./voucher-key.ts";
import { activateVoucher } from "./voucher-life.ts";
import { createVoucher } from "./vouchers.ts";

const id = z.string().trim().min(1).max(20);

const SEED = z.strictObject({
  payers: z
    .array(
      payerDocument.extend({
        id,
        treasury: z.boolean().default(false),
        anyCurrency: z.boolean().default(false),
      }),
    )
    .default([]),
  institutions: z.array(institutionDocument.extend({ id })).default([]),
  billers: z.array(billerDocument.extend({ id: z.string().trim().min(1).max(10) })).default([]),
  beneficiaries: z
    .array(
      z.strictObject({
        institution: id,
        payee: id,
        modality: z.string(),
        address: z.string().default(""),
        bank: z.string().max(11).optional(),
      }),
    )
    .default([]),
  voucherGroups: z.array(z.string().min(1).max(50)).default([]),
  agents: z.array(z.string().min(1).max(60)).default([]),
  vouchers: z
    .array(
      z.strictObject({
        serialNumber: z
          .string()
          .regex(/^[A-Z0-9]{1,20}$/, "a serial number is capital letters and digits, 20 at most"),
        institution: z.string().max(20).default(""),
        group: z.string().max(50).default(""),
        amount: z.union([z.number(), z.string()]),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .optional(),
        payee: z.string().max(20).default(""),
        active: z.boolean().default(false),
        secretNumber: z
          .string()
          .regex(/^\d{6}$/, "a secret number has six digits")
          .optional(),
        expiresAt: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .default([]),
});

/** The seed document of this block (docs/seeds.md). */
export type Seed = z.output<typeof SEED>;

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = SEED.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
}

/** Fills an empty store. One that was filled before, or that requests have changed, stays as it is. */
export function loadSeed(db: DatabaseSync, seed: Seed, settings: PaymentsSettings, key: VoucherKey): void {
  const isUsed = ["SELECT 1 FROM meta WHERE name = 'seeded'", "SELECT 1 FROM request LIMIT 1"];
  if (isUsed.some((sql) => firstRow(db, sql) !== undefined)) return;
  const now = Date.now();
  loadPayers(db, seed, settings, now);
  for (const [index, { id: institution, ...rest }] of seed.institutions.entries())
    at(`seed.institutions.${index}`, () => putInstitution(db, institution, rest, settings, now));
  for (const [index, { id: biller, ...rest }] of seed.billers.entries())
    at(`seed.billers.${index}`, () => putBiller(db, biller, rest, settings, now));
  for (const [index, { institution, ...one }] of seed.beneficiaries.entries()) {
    const [failed] = registerBeneficiaries(db, institution, [one]);
    if (failed !== undefined) throw new TypeError(`seed.beneficiaries.${index}: ${failed.reason}`);
  }
  for (const code of seed.voucherGroups)
    runSql(db, "INSERT INTO voucher_group (code) VALUES (?) ON CONFLICT DO NOTHING", code);
  for (const agent of seed.agents)
    runSql(db, "INSERT INTO agent (id) VALUES (?) ON CONFLICT DO NOTHING", agent);
  for (const [index, voucher] of seed.vouchers.entries())
    at(`seed.vouchers.${index}`, () => loadVoucher(db, voucher, settings, key, now));
  runSql(db, "INSERT INTO meta (name, value) VALUES ('seeded', ?)", new Date(now).toISOString());
}

/** The first payer is the treasury, unless another one says that it is. */
function loadPayers(db: DatabaseSync, { payers }: Seed, settings: PaymentsSettings, now: number): void {
  const treasury = payers.find((payer) => payer.treasury) ?? payers[0];
  for (const [index, payer] of payers.entries()) {
    const { id: name, treasury: _, anyCurrency, ...rest } = payer;
    at(`seed.payers.${index}`, () => putPayer(db, name, rest, settings, now));
    const sql = "UPDATE payer SET treasury = ?, funds = ? WHERE id = ?";
    const units = anyCurrency ? Math.floor(Number(rest.balance)) : null;
    runSql(db, sql, payer === treasury ? 1 : 0, units, name);
  }
}

function loadVoucher(
  db: DatabaseSync,
  given: Seed["vouchers"][number],
  settings: PaymentsSettings,
  key: VoucherKey,
  now: number,
): void {
  const { serialNumber: serial, institution: scope, group, payee, active, secretNumber, expiresAt } = given;
  const { currency = settings.currency } = given;
  const voucher = createVoucher(
    db,
    {
      ...{
        serial,
        scope,
        group,
        payee,
        currency,
        program: null,
        batch: null,
        instruction: "",
        narration: "",
      },
      amount: parseAmount(given.amount, currency),
      expiresAt: expiresAt === undefined ? now + settings.voucherLifetimeMs : Date.parse(expiresAt),
      ...(secretNumber === undefined ? {} : { secretNumber }),
    },
    key,
  );
  const reason = active ? activateVoucher(db, voucher, now) : undefined;
  if (reason !== undefined) throw new TypeError(reason);
}

function at(place: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    const { code } = error as { code?: string };
    if (error instanceof Refusal || error instanceof TypeError)
      throw new TypeError(`${place}: ${error.message}`);
    if (code === "ERR_SQLITE_ERROR") throw new TypeError(`${place}: it is there twice`);
    throw error;
  }
}
