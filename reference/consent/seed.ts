import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { completeAgreement } from "./agreements.ts";
import { changeConsent } from "./change-consent.ts";
import { giveConsent } from "./give-consent.ts";
import { createObject } from "./objects.ts";
import { AGREEMENT, INDIVIDUAL, POLICY, prune } from "./shapes.ts";

const id = z.string().min(1).max(200);
const attributes = z.array(z.object({ id, optIn: z.boolean() })).optional();

const SEED = z.strictObject({
  policies: z.array(POLICY.strict().required({ id: true })).default([]),
  dataAgreements: z.array(AGREEMENT.strict().required({ id: true })).default([]),
  individuals: z.array(INDIVIDUAL.strict().required({ id: true })).default([]),
  consentRecords: z
    .array(
      z.strictObject({
        individualId: id,
        dataAgreementId: id,
        optIn: z.boolean().optional(),
        dataAttributes: attributes,
      }),
    )
    .default([]),
});

/** The seed document of this block (docs/seeds.md), read. */
export type Seed = z.output<typeof SEED>;

const AUTHOR = { other: "seed" } as const;

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = SEED.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
}

/** Fills an empty store; one that ever held something stays as it is. Throws a TypeError where the seed contradicts itself. */
export function loadSeed(db: DatabaseSync, seed: Seed): void {
  const used = firstRow(db, "SELECT 1 FROM revision UNION SELECT 1 FROM meta WHERE key = 'seeded' LIMIT 1");
  if (used !== undefined) return;
  const each = <T>(name: keyof Seed, list: readonly T[], add: (one: T) => void) => {
    for (const [index, one] of list.entries()) at(`seed.${name}.${index}`, () => add(one));
  };
  each("policies", seed.policies, (policy) => {
    const { id: policyId, ...content } = prune(policy);
    createObject(db, "Policy", policyId, content, AUTHOR);
  });
  each("dataAgreements", seed.dataAgreements, (agreement) => {
    const { content } = completeAgreement(db, agreement, AUTHOR);
    createObject(db, "DataAgreement", agreement.id ?? undefined, content, AUTHOR);
  });
  each("individuals", seed.individuals, (individual) => {
    const { id: individualId, ...content } = prune(individual);
    createObject(db, "Individual", individualId, content, AUTHOR);
  });
  each("consentRecords", seed.consentRecords, ({ individualId, dataAgreementId, optIn, dataAttributes }) => {
    const word = { individual: individualId, agreement: dataAgreementId };
    const { record } = giveConsent(db, word, AUTHOR);
    changeConsent(db, record.id, individualId, { optIn, dataAttributes });
  });
  runSql(db, "INSERT INTO meta (key, value) VALUES ('seeded', 'true')");
}

function at(place: string, add: () => void): void {
  try {
    add();
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(`${place}: ${error.message}`);
    throw error;
  }
}
