import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { firstRow, runSql } from "../sql.ts";
import { checkAnswers } from "./answers.ts";
import { type Catalogue, makeCatalogue } from "./catalogue.ts";
import { completeTask } from "./decide.ts";
import { DEFINITION, type Definition } from "./definition.ts";
import { findFile, insertFile, putAnswers } from "./files.ts";
import { DECISIONS } from "./status.ts";
import { findOpenTask, openScreen } from "./tasks.ts";

const time = z.iso.datetime({ offset: true });

const application = z.strictObject({
  fileId: z.guid().optional(),
  serviceId: z.string(),
  applicantId: z.string().min(1).max(255),
  applicationName: z.string().max(255).optional(),
  /** The application through which it came: `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  client: z.string().optional(),
  registered: time,
  data: z.record(z.string(), z.unknown()).default({}),
  decisions: z
    .array(
      z.strictObject({
        status: z.enum(DECISIONS).optional(),
        at: time,
        data: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

const SEED = z.strictObject({ ...DEFINITION.shape, applications: z.array(application).default([]) });

/** The seed document of this block (docs/seeds.md), read. */
export interface Seed {
  readonly definition: Definition;
  readonly applications: readonly z.output<typeof application>[];
}

/** Reads a seed document. Throws a TypeError with one sentence that names the place. */
export function readSeed(value: unknown): Seed {
  const parsed = SEED.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { applications, ...definition } = parsed.data;
  makeCatalogue(definition);
  return { definition, applications };
}

/**
 * Fills an empty store and gives what it defines; one that ever held something keeps its own definitions. Throws a
 * TypeError with one sentence where an application of the seed is not what its service takes.
 */
export function loadSeed(db: DatabaseSync, seed: Seed): Catalogue {
  const kept = firstRow<{ content: string }>(db, "SELECT content FROM definition");
  if (kept !== undefined)
    return makeCatalogue(DEFINITION.parse(JSON.parse(kept.content)), "the stored definition");
  runSql(db, "INSERT INTO definition (id, content) VALUES (1, ?)", JSON.stringify(seed.definition));
  const catalogue = makeCatalogue(seed.definition);
  for (const [index, one] of seed.applications.entries()) {
    try {
      addApplication(db, catalogue, one);
    } catch (error) {
      throw new TypeError(`seed.applications.${index}: ${(error as Error).message}`);
    }
  }
  return catalogue;
}

/** What happened to an application of the past, one after the other. */
function addApplication(db: DatabaseSync, catalogue: Catalogue, given: Seed["applications"][number]): void {
  const service = catalogue.findService(given.serviceId);
  if (service === undefined) throw new TypeError(`there is no service ${given.serviceId}`);
  if (given.fileId !== undefined && findFile(db, given.fileId) !== undefined)
    throw new TypeError(`${given.fileId} is there twice`);
  const [form] = service.applicantForms;
  checkAnswers(form?.fields ?? [], given.data);
  const registered = new Date(given.registered).toISOString();
  const file = insertFile(db, {
    ...{ id: given.fileId?.toLowerCase(), service: service.definition.id, client: given.client, registered },
    ...{ applicant: given.applicantId, form: form?.definition.eFormId, name: given.applicationName },
  });
  if (form !== undefined) putAnswers(db, file.seq, form.definition.eFormId, given.data);
  openScreen(db, catalogue, file, 0, registered);
  for (const { status, at, data } of given.decisions) {
    const task = findOpenTask(db, file.seq);
    if (task === undefined) throw new TypeError("it has ended, and there are decisions left");
    const told = task.side === "operator" ? { status, ...data } : data;
    completeTask(db, catalogue, { task, file }, told, new Date(at).toISOString());
  }
}
