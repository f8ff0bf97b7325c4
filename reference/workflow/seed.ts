import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { firstRow, runSql } from "../sql.ts";
import { DEFINITION, type Definition, isExecutable, planOf, readDefinition } from "./definition.ts";
import { fingerprint } from "./instance-operations.ts";
import { addInstance, beginLater, endInstance, newInstanceId } from "./instances.ts";
import type { JudgeTarget } from "./planned-call.ts";
import { addProcess } from "./processes.ts";
import { PROPERTIES, readValues } from "./values.ts";

const SEED = z.strictObject({
  processes: z
    .array(
      DEFINITION.extend({
        id: z
          .string()
          .regex(/^[\w.:-]{1,200}$/, "letters, digits, . _ : and -")
          .optional(),
      }).strict(),
    )
    .default([]),
  instances: z
    .array(
      z.strictObject({
        process: z.string(),
        processStartedBy: z.string().min(1).max(200),
        InstanceValues: PROPERTIES.default([]),
        state: z.enum(["completed", "stopped"]).optional(),
      }),
    )
    .default([]),
});

/** The seed document of this block (docs/seeds.md), read. */
export interface Seed {
  readonly processes: readonly { readonly id: string | undefined; readonly definition: Definition }[];
  readonly instances: z.output<typeof SEED>["instances"];
}

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown, judge: JudgeTarget): Seed {
  const parsed = SEED.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const processes = parsed.data.processes.map(({ id, ...given }) => ({
    id,
    definition: readDefinition(given),
  }));
  const startable = new Set<string>();
  for (const [index, { id, definition }] of processes.entries()) {
    const plan = planAt(`seed.processes.${index}`, definition, judge);
    for (const name of [id, definition.name]) if (name !== undefined && plan) startable.add(name);
  }
  for (const [index, { process }] of parsed.data.instances.entries())
    if (!startable.has(process))
      throw new TypeError(`seed.instances.${index}.process: there is no ${process} here that can be started`);
  return { processes, instances: parsed.data.instances };
}

function planAt(place: string, definition: Definition, judge: JudgeTarget): boolean {
  try {
    return isExecutable(definition, planOf(definition, judge));
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(`${place}.${error.message}`);
    throw error;
  }
}

/** Fills an empty store; the clock begins its instances. One that ever held something stays as it is. */
export function loadSeed(db: DatabaseSync, { processes, instances }: Seed): void {
  const used = firstRow(db, "SELECT 1 FROM process UNION SELECT 1 FROM meta WHERE key = 'seeded' LIMIT 1");
  if (used !== undefined) return;
  const ids = new Map<string, string>();
  for (const { id, definition } of processes) {
    const added = addProcess(db, definition, id);
    for (const name of [added, definition.name]) ids.set(name, added);
  }
  runSql(db, "INSERT INTO meta (key, value) VALUES ('seeded', 'true')");
  for (const { process, processStartedBy, InstanceValues, state } of instances) {
    const values = readValues(InstanceValues);
    const id = newInstanceId();
    addInstance(db, {
      id,
      process: ids.get(process) ?? process,
      revision: 1,
      startedBy: processStartedBy,
      startKey: undefined,
      startPrint: fingerprint([processStartedBy, values]),
      values,
      correlationId: "seed",
    });
    if (state === undefined) beginLater(db, id);
    else endInstance(db, id, state, undefined);
  }
}
