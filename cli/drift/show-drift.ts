import type { Drift } from "../../deploy/drift/drift.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine } from "../open-engine.ts";
import { openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { formatDrift } from "../ui/drift.ts";
import { type JudgedObject, judgeDrift } from "./what-matters.ts";

/** What `drift` was told on the command line. */
export interface DriftFlags extends TargetFlags {
  readonly json?: true;
}

/** Compares a stack's cluster with what was applied; ends with exit code 3 where something differs. */
export async function showDrift(terminal: Terminal, profile: string, flags: DriftFlags): Promise<void> {
  const json = flags.json === true;
  const notHere = new UsageError(say.drift.notHere, say.drift.clusterHint(profile));
  if (flags.target === "local") throw notHere;
  const opened = await openStack(profile, terminal, { json });
  const { stack } = opened;
  const drift = await (await openEngine(opened, flags)).drift?.(stack);
  if (drift === undefined) throw notHere;
  const objects = judgeDrift(drift, stack);
  if (json) {
    const { before: _, now: __, ...facts } = drift;
    terminal.out(JSON.stringify({ stack: stack.name, ...facts, objects }));
  } else {
    if (objects.length > 0) terminal.out(formatDrift(objects, new Date()));
    sayLimits(terminal, drift);
    sayCounts(terminal, profile, stack.name, objects, drift.compared);
  }
  if (objects.length > 0) throw new Exit(EXIT.changes);
}

/** What could not be compared, or not as it should be. */
function sayLimits(terminal: Terminal, { unaided, opaque, extrasKnown, profileChanged }: Drift): void {
  for (const { id, reason } of unaided) terminal.talk(say.drift.unaided(id, reason));
  if (opaque.length > 0) terminal.talk(say.drift.opaque(opaque.join(", ")));
  if (!extrasKnown) terminal.talk(say.drift.extrasUnknown);
  if (profileChanged) terminal.talk(say.drift.profileChanged);
}

function sayCounts(
  terminal: Terminal,
  profile: string,
  stack: string,
  objects: readonly JudgedObject[],
  compared: number,
): void {
  if (objects.length === 0) {
    terminal.talk(say.drift.none(stack, compared));
    terminal.talk(say.next(`country-stack status ${profile} --target cluster`));
    return;
  }
  terminal.talk(say.drift.counts(objects.length, compared));
  const answers = objects.map(({ up, fields }) => [up, ...fields.map((field) => field.up)]);
  const left = answers.filter((each) => each.includes("leaves")).length;
  if (left > 0) terminal.talk(say.drift.left(left));
  const mends = answers.flat().some((up) => up !== undefined && up !== "leaves" && up !== "keeps");
  terminal.talk(say.next(`country-stack ${mends ? "up" : "drift"} ${profile} --target cluster`));
}
