import { randomUUID } from "node:crypto";
import {
  type BackedUpPart,
  type BackupManifest,
  type Entry,
  readArchive,
  writeArchive,
} from "../../deploy/backup/archive.ts";
import type { PartData } from "../../deploy/backup/part-data.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import type { Retention } from "../../deploy/backup/retention.ts";
import type { BackupHeader } from "../../deploy/backup/seal.ts";
import { type BackupTarget, backupFileName } from "../../deploy/backup/target.ts";
import { saveMemory } from "../../deploy/save-memory.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";
import { inWords } from "./in-words.ts";
import { openPlace, placeFlag } from "./place.ts";
import { printTaken, sayNotTaken } from "./print-taken.ts";
import { type StackSource, withSource } from "./stack-source.ts";
import { tidyPlace } from "./tidy-place.ts";

/** What `backup` was told on the command line. */
export interface BackupFlags extends TargetFlags {
  readonly to?: string;
  readonly keyFile?: string;
  readonly skip?: readonly string[];
  readonly keep?: string;
  readonly keepDays?: string;
  readonly json?: true;
}

/** A backup that is written and was read back whole. */
export interface TakenBackup {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly milliseconds: number;
  readonly manifest: BackupManifest;
}

/**
 * Takes a backup of a stack, reads it back, and deletes those that need not be kept any longer. Ends with exit code 1
 * where a part has data that are not in it and that nobody asked to leave out.
 */
export async function takeBackup(terminal: Terminal, profile: string, flags: BackupFlags): Promise<void> {
  saveMemory();
  const opened = await openStack(profile, terminal, { json: flags.json === true });
  const skip = readSkip(opened, flags.skip ?? []);
  const retention = readRetention(flags);
  const passphrase = readPassphrase(process.env, flags.keyFile, true);
  const place = await openPlace(flags);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const taken = await inWords(terminal, async () => {
    try {
      return await withSource(opened, profile, flags, signal, async (source) => {
        terminal.talk(say.backup.taking(opened.stack.name, place.shown));
        sayNotTaken(terminal, opened.stack, source.parts, skip);
        return storeBackup(terminal, opened, source, skip, passphrase, place);
      });
    } catch (error) {
      if (signal.aborted) throw new Exit(EXIT.interrupted);
      throw error;
    }
  });
  if (flags.json) terminal.out(JSON.stringify(taken));
  else printTaken(terminal, taken);
  await inWords(terminal, () => tidyPlace(terminal, place, opened.stack.name, taken.file, retention));
  const undeclared = taken.manifest.parts.filter(({ data }) => data === "undeclared").map(({ name }) => name);
  if (undeclared.length > 0) {
    terminal.talk(`${terminal.talkStyle("red", say.error)} ${say.backup.incomplete(undeclared)}`);
    terminal.talk(`  ${say.backup.incompleteHint(undeclared)}`);
    throw new Exit(EXIT.failed);
  }
  const target = flags.target === "local" ? "" : ` --target ${flags.target}`;
  terminal.talk(say.next(`country-stack backup verify ${profile}${target}${placeFlag(flags)}`));
}

/** Writes what a stack has stored into its place, but for the parts to be left out, and reads it back whole. */
export async function storeBackup(
  terminal: Terminal,
  { stack, hash }: OpenedStack,
  source: StackSource,
  skip: ReadonlySet<string>,
  passphrase: string,
  place: BackupTarget,
): Promise<TakenBackup> {
  const began = Date.now();
  const told = source.parts.map((data) => describePart(data, skip));
  const times = new Map<string, { from: string; until: string }>();
  const entries = [...source.entries, ...dataEntries(source, told, times)];
  const header: BackupHeader = {
    id: randomUUID(),
    stack: stack.name,
    createdAt: new Date(began).toISOString(),
    toolVersion: VERSION,
    profileHash: hash,
    engine: source.engine,
    missing: told.filter(({ data }) => ["skipped", "undeclared"].includes(data)).map(({ name }) => name),
  };
  const describe = () => ({
    ...(source.cluster === undefined ? {} : { cluster: source.cluster }),
    parts: told.map((part) => ({ ...part, ...times.get(part.name) })),
  });
  const file = backupFileName(stack.name, header.createdAt);
  await place.write(file, writeArchive(header, passphrase, entries, describe));
  terminal.talk(say.backup.proving);
  const manifest = await readArchive(place.read(file), passphrase);
  const size = (await place.list()).find(({ name }) => name === file)?.size ?? 0;
  return { file, size, milliseconds: Date.now() - began, manifest };
}

/**
 * The mediator first: what it had promised to deliver at its moment is then delivered again, and never lost
 * (docs/backup.md, "One moment"). The others follow in the order of installing.
 */
function dataEntries(
  source: StackSource,
  told: readonly BackedUpPart[],
  times: Map<string, { from: string; until: string }>,
): Entry[] {
  const taken = new Set(told.filter(({ data }) => data === "taken").map(({ name }) => name));
  const parts = source.parts.map(({ part }) => part).filter(({ name }) => taken.has(name));
  const isMediator = ({ block }: { block: string }) => block === "information-mediator";
  const ordered = [...parts.filter(isMediator), ...parts.filter((part) => !isMediator(part))];
  return ordered.map((part) => ({
    name: `data/${part.name}`,
    read: async function* read() {
      const from = new Date().toISOString();
      for await (const chunk of source.take(part)) {
        source.signal.throwIfAborted();
        yield chunk;
      }
      times.set(part.name, { from, until: new Date().toISOString() });
    },
  }));
}

function describePart({ part, state }: PartData, skip: ReadonlySet<string>): BackedUpPart {
  const hasData = state === "declared" || state === "undeclared";
  const known = state === "declared" ? "taken" : state;
  return {
    name: part.name,
    product: part.product.id,
    release: part.release.version,
    data: hasData && skip.has(part.name) ? "skipped" : known,
  };
}

/** The parts that are to be left out; wrong use where the stack has none of that name. */
export function readSkip({ stack }: OpenedStack, given: readonly string[]): ReadonlySet<string> {
  const names = stack.parts.map(({ name }) => name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(say.backup.unknownPart(unknown, stack.name), say.backup.parts(names));
  return new Set(given);
}

function readRetention({ keep, keepDays }: BackupFlags): Retention {
  const read = (option: string, text: string) => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw new UsageError(say.backup.badNumber(option, text));
  };
  return {
    ...(keep === undefined ? {} : { keep: read("--keep", keep) }),
    ...(keepDays === undefined ? {} : { keepDays: read("--keep-days", keepDays) }),
  };
}
