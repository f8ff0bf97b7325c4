import { basename } from "node:path";
import { parseImage } from "../../constructs/image-reference.ts";
import { listImages } from "../../constructs/images.ts";
import { mirror } from "../../constructs/mirror.ts";
import { loadLock } from "../../profiles/load-lock.ts";
import type { Lock } from "../../profiles/lock.ts";
import { formatLock, type LockUpdate, updateLock } from "../../profiles/update-lock.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import { readProfileFile } from "../read-file.ts";
import { reportLock } from "../synth-locked.ts";
import type { Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";
import { isOwnImage } from "./describe-images.ts";
import { issuesOf } from "./list-images.ts";
import { type LookedUp, lookUpImages, type WantedImage } from "./look-up-images.ts";
import { writeLock } from "./write-lock.ts";

/** What `images lock` was told on the command line. */
export interface LockFlags {
  readonly lock?: string;
  readonly platform?: readonly string[];
  readonly plainHttp?: readonly string[];
  readonly partial?: true;
  readonly yes?: true;
}

/**
 * `images lock`: asks the registries which bytes the tag of each image stands for, and writes the lock file where
 * all could be told. Where a tag has moved since the lock before, it says from what to what, and asks. Ends with exit
 * code 1 where images are missing, or the answer is no.
 */
export async function lockImages(terminal: Terminal, profile: string, flags: LockFlags): Promise<void> {
  const platforms = flags.platform ?? [];
  const plainHttp = flags.plainHttp ?? [];
  checkFlags(platforms, plainHttp);
  const opened = await openStack(profile, terminal, { json: false });
  const before = readBefore(terminal, opened, profile, flags);
  const wanted = await findWanted(opened, before.lock);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const asked = wanted.filter(({ from }) => !isOwnImage(from));
  const registries = [...new Set(asked.map(({ from }) => parseImage(from).registry))];
  if (asked.length > 0) terminal.talk(say.images.asking(asked.length, registries.join(", ")));
  const looked = await interruptible(signal, () =>
    lookUpImages(terminal, wanted, { platforms, plainHttp, signal }),
  );
  reportFailures(terminal, looked, wanted.length, flags);
  const kept = looked.failures.map(({ image }) => image);
  const facts = { today: new Date().toISOString().slice(0, 10), tool: VERSION };
  const update = updateLock(before.lock, looked.found, kept, facts);
  await confirm(terminal, update, flags);
  if (!update.changed) {
    terminal.talk(say.images.unchanged(before.file, Object.keys(update.lock.images).length));
    return;
  }
  writeLock(before.file, formatLock(update.lock, basename(profile)));
  terminal.talk(say.images.written(before.file, Object.keys(update.lock.images).length));
  terminal.talk(say.next(`country-stack plan ${profile}`));
}

function checkFlags(platforms: readonly string[], plainHttp: readonly string[]): void {
  const platform = platforms.find((given) => !/^[a-z0-9]+\/[a-z0-9_]+(\/[\w.-]+)?$/.test(given));
  if (platform !== undefined)
    throw new UsageError(say.images.badPlatform(platform), say.images.badPlatformHint);
  const host = plainHttp.find((given) => !/^(localhost|127(\.\d{1,3}){3})(:\d{1,5})?$/.test(given));
  if (host !== undefined) throw new UsageError(say.images.notLoopback(host), say.images.notLoopbackHint);
}

/** The lock file that is to be written, and what it holds. One that cannot be read is not written over. */
function readBefore(
  terminal: Terminal,
  opened: OpenedStack,
  profile: string,
  flags: LockFlags,
): { readonly file: string; readonly lock: Lock | undefined } {
  const lock = flags.lock === undefined ? opened.lock : loadLock(flags.lock, readProfileFile);
  try {
    reportLock(terminal, { ...opened, lock }, issuesOf(lock), { json: false });
  } catch (error) {
    terminal.talk(say.images.lockWrong(profile));
    throw error;
  }
  return { file: lock.file, lock: lock.state === "read" ? lock.lock : undefined };
}

/** Every image of the stack once. What stands with a digest in the catalog needs no lock. */
async function findWanted({ stack }: OpenedStack, lock: Lock | undefined): Promise<WantedImage[]> {
  const { registry } = stack.images;
  const rewrite = mirror({ images: { registry } });
  const references = new Set((await listImages(stack)).map(({ reference }) => reference));
  return [...references]
    .filter((reference) => parseImage(reference).digest === undefined)
    .map((reference) => ({ reference, from: rewrite(reference), known: lock?.images[reference] }));
}

function reportFailures(terminal: Terminal, { failures }: LookedUp, all: number, flags: LockFlags): void {
  if (failures.length === 0) return;
  const style = flags.partial ? "yellow" : "red";
  for (const { image, reason } of failures) {
    terminal.talk(`${terminal.talkStyle(style, "✖")} ${say.images.failure(image, reason)}`);
    const hint = say.images.failureHint(reason);
    if (hint !== undefined) terminal.talk(`  ${hint}`);
  }
  if (flags.partial) {
    terminal.talk(say.images.leftOut(failures.length, all));
    return;
  }
  terminal.talk(`${terminal.talkStyle("red", say.error)} ${say.images.notFound(failures.length, all)}`);
  throw new Exit(EXIT.failed);
}

/** Says what is new, and asks where a tag stands for other bytes than before. */
async function confirm(
  terminal: Terminal,
  { added, removed, moved }: LockUpdate,
  flags: LockFlags,
): Promise<void> {
  if (added.length > 0) terminal.talk(say.images.added(added));
  if (removed.length > 0) terminal.talk(say.images.removed(removed));
  for (const { image, before, after } of moved) terminal.talk(say.images.moved(image, before, after));
  if (moved.length === 0 || flags.yes) return;
  if (process.stdin.isTTY !== true) throw new UsageError(say.images.unanswered, say.images.unansweredHint);
  const { default: inquirer } = await import("inquirer");
  const { go } = await inquirer.prompt<{ go: boolean }>([
    { type: "confirm", name: "go", message: say.images.question, default: false },
  ]);
  if (go) return;
  terminal.talk(say.images.notWritten);
  throw new Exit(EXIT.failed);
}

async function interruptible<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    throw error;
  }
}
