import { readFileSync } from "node:fs";
import type { Catalog } from "../charts/spi/index.ts";
import { readPublished } from "../conformance/published-results.ts";
import type { Issue } from "../profiles/issue.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import type { Answers } from "./init/answers.ts";
import type { Chosen, Context } from "./init/chosen.ts";
import { draftPath, keepDraft, readDraft, removeDraft } from "./init/draft-file.ts";
import { keyOf } from "./init/question.ts";
import { checkAnswers, type LocatedAnswers, plainAnswers, readAnswers } from "./init/read-answers.ts";
import { type Review, reviewChosen } from "./init/review.ts";
import { checkTarget, schemaPath, writeTarget } from "./init/target-file.ts";
import { initTalk as say } from "./messages/init-en.ts";
import type { Manner } from "./prompts/put-question.ts";
import type { Terminal } from "./terminal.ts";
import { formatIssues } from "./ui/issues.ts";
import { formatReview } from "./ui/review.ts";

/** What `init` was told on the command line. */
export interface InitFlags {
  readonly answers?: string;
  readonly yes?: true;
  readonly fresh?: true;
  readonly force?: true;
}

/** All that one run of `init` works with. */
interface Run {
  readonly terminal: Terminal;
  readonly file: string;
  readonly flags: InitFlags;
  readonly context: Context;
  readonly review: (chosen: Chosen) => Review;
}

/**
 * Asks what a profile needs, or takes it from a file of answers and from suggestions, and writes the profile.
 * Without a terminal it never asks: what is missing then ends the command with exit code 2.
 */
export async function runInit(
  terminal: Terminal,
  file: string,
  flags: InitFlags,
  catalog: Catalog,
): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const context = { catalog, published: readPublished(), today };
  const schema = schemaPath(file);
  const review = (chosen: Chosen) => reviewChosen(chosen, context, file, schema);
  const run: Run = { terminal, file, flags, context, review };
  const isThere = checkTarget(file);
  const answers = flags.answers === undefined ? undefined : openAnswers(run, flags.answers);
  const asks = !flags.yes && terminal.interactive && process.stdin.isTTY === true;
  if (asks) return await askAll(run, answers, isThere);
  if (answers === undefined && !flags.yes) throw new UsageError(say.noTerminal, say.noTerminalHint);
  if (isThere && !flags.force) throw new UsageError(say.exists(file), say.existsHint);
  takeAll(run, answers);
}

function openAnswers({ terminal }: Run, file: string): LocatedAnswers {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(say.cannotRead(file, (error as Error).message));
  }
  const read = readAnswers(file, bytes);
  if ("root" in read) return read;
  const sources = new Map([[file, read.text]]);
  terminal.talk(formatIssues(read.issues, sources, { colour: terminal.colour.talk }));
  throw new Exit(EXIT.usage);
}

/** Nobody is asked: the answers have to do, with suggestions where `--yes` allows them. */
function takeAll(run: Run, answers: LocatedAnswers | undefined): void {
  const { terminal, file, flags, context } = run;
  const checked = checkAnswers(context, answers, flags.yes === true);
  sayFaults(run, answers, checked.issues);
  if (checked.lacking.length > 0) {
    const keys = checked.lacking.map(({ path }) => keyOf(path));
    throw new UsageError(say.lacking(keys), flags.yes ? say.noSuggestionHint : say.lackingHint);
  }
  if (checked.issues.length > 0 || checked.walk.chosen === undefined) throw new Exit(EXIT.usage);
  const review = run.review(checked.walk.chosen);
  if (!review.isValid) {
    terminal.talk(formatIssues(review.issues, review.sources, { colour: terminal.colour.talk }));
    throw new UsageError(say.invalid(file), say.invalidHint);
  }
  terminal.talk(`${formatReview(review, terminal)}\n`);
  finish(run, review, flags.force === true);
}

function sayFaults(
  { terminal, flags }: Run,
  answers: LocatedAnswers | undefined,
  issues: readonly Issue[],
): void {
  if (issues.length === 0) return;
  const sources = new Map([[flags.answers ?? "", answers?.text ?? ""]]);
  terminal.talk(formatIssues(issues, sources, { colour: terminal.colour.talk }));
}

async function askAll(run: Run, given: LocatedAnswers | undefined, isThere: boolean): Promise<void> {
  const { terminal, file, context } = run;
  const { holdInterview } = await import("./prompts/hold-interview.ts");
  if (given !== undefined) refuseWrong(run, given);
  terminal.talk(`${say.intro(file)}\n`);
  const rows = process.stderr.rows ?? 24;
  const manner = { terminal, rows, canGoBack: false };
  if (isThere) await mayBegin(run, manner);
  const draft = draftPath(file);
  const answers = given === undefined ? await answersBefore(run, manner) : plainAnswers(given);
  const review = await holdInterview({
    terminal,
    rows,
    context,
    file,
    answers,
    gapsOnly: given !== undefined,
    keep: (all) => keepAnswers(draft, all),
    review: run.review,
  });
  if (review === undefined) return stop(run);
  finish(run, review, isThere);
  removeDraft(draft);
}

/** Gaps are asked for; what is there and wrong is better said at once. */
function refuseWrong(run: Run, given: LocatedAnswers): void {
  const { issues } = checkAnswers(run.context, given, false);
  sayFaults(run, given, issues);
  if (issues.length > 0) throw new Exit(EXIT.usage);
}

/** Ends the command where the profile that is there may not be written over. */
async function mayBegin(run: Run, manner: Manner): Promise<void> {
  if (run.flags.force) return;
  const { mayOverwrite } = await import("./prompts/before-interview.ts");
  const may = await mayOverwrite(run.file, manner);
  if (may === undefined) return stop(run);
  if (may) return;
  run.terminal.talk(say.left(run.file));
  throw new Exit(EXIT.failed);
}

async function answersBefore(run: Run, manner: Manner): Promise<Answers> {
  const { whichDraft } = await import("./prompts/before-interview.ts");
  const draft = draftPath(run.file);
  const kept = run.flags.fresh ? undefined : readDraft(draft);
  return (await whichDraft(draft, kept, manner)) ?? stop(run);
}

function keepAnswers(draft: string, answers: Answers): void {
  try {
    keepDraft(draft, answers);
  } catch (error) {
    throw new UsageError(say.cannotWrite(draft, (error as Error).message));
  }
}

/** The person wants no more now; a draft that is there is said to be there. */
function stop({ terminal, file }: Run): never {
  const draft = draftPath(file);
  if (readDraft(draft) === undefined) terminal.talk(say.stopped);
  else terminal.talk(`${say.kept(draft)}\n  ${say.goOnHint(file)}`);
  throw new Exit(EXIT.interrupted);
}

/** Writes the profile, says where, and what to type next. */
function finish({ terminal, file }: Run, review: Review, overwrite: boolean): void {
  writeTarget(file, review.text, overwrite);
  terminal.talk(say.wrote(file, review.parts.length, review.links.length));
  terminal.out(file);
  const up = review.runsLocally ? `up ${file} --once` : `up ${file} --target cluster`;
  terminal.talk(say.next([`validate ${file}`, `plan ${file}`, up]));
}
