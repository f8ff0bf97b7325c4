import type { Manifest, Part } from "../charts/spi/index.ts";
import type { PartImage } from "../constructs/images.ts";
import { errorAt, type Issue, warningAt } from "../profiles/issue.ts";
import { EXIT, Exit } from "./exit.ts";
import type { OpenedStack } from "./open-stack.ts";
import { refuseViolations } from "./rules/refuse-violations.ts";
import type { Terminal } from "./terminal.ts";
import { formatIssues, issuesToJson } from "./ui/issues.ts";

/**
 * The manifests of a stack as a cluster gets them. Prints what is wrong with the lock file, and what it lacks; ends
 * the command with exit code 2 where it cannot be read, in production also where it is not complete, and where the
 * manifests break a security rule.
 */
export async function synthLocked(
  terminal: Terminal,
  opened: OpenedStack,
  options: { readonly json: boolean },
): Promise<Manifest[]> {
  const { lock } = opened;
  reportLock(terminal, opened, lock.state === "wrong" ? lock.issues : [], options);
  reportLock(terminal, opened, await findUnlocked(opened), options);
  const { synthStack } = await import("../constructs/synth.ts");
  const manifests = await synthStack(opened.stack);
  await refuseViolations(terminal, opened, manifests, options);
  return manifests;
}

/** Prints issues with the lines of the lock file and of the profile; ends the command where one is an error. */
export function reportLock(
  terminal: Terminal,
  { loaded, lock }: OpenedStack,
  issues: readonly Issue[],
  { json }: { readonly json: boolean },
): void {
  const wrong = issues.some(({ severity }) => severity === "error");
  if (json && wrong) terminal.out(JSON.stringify({ valid: false, issues: issuesToJson(issues) }));
  if (!json && issues.length > 0) {
    const text = lock.state === "absent" ? undefined : lock.text;
    const sources = new Map(loaded.sources);
    if (text !== undefined) sources.set(lock.file, text);
    terminal.talk(formatIssues(issues, sources, { colour: terminal.colour.talk }));
  }
  if (wrong) throw new Exit(EXIT.usage);
}

/** What would be installed without a digest: an error each in production, else a warning where there is a lock. */
async function findUnlocked(opened: OpenedStack): Promise<Issue[]> {
  const { stack, lock, loaded, path } = opened;
  const production = stack.environment === "production";
  if (lock.state !== "read" && !production) return [];
  const { listImages } = await import("../constructs/images.ts");
  const unlocked = (await listImages(stack)).filter(({ installed }) => !installed.includes("@"));
  const params = { lock: lock.file, profile: path };
  if (lock.state !== "read") {
    return unlocked.length === 0 ? [] : [errorAt("CS1601", params, loaded.spanOf(["environment"]))];
  }
  return firstOfEach(unlocked).map((image) => {
    const part = stack.parts.find(({ name }) => name === image.part) as Part;
    const past = lock.lock.images[image.reference] === undefined ? {} : { past: "yes" };
    const all = { ...params, ...past, image: image.reference, part: part.name };
    return production ? errorAt("CS1601", all, part.at) : warningAt("CS1601", all, part.at);
  });
}

function firstOfEach(images: readonly PartImage[]): PartImage[] {
  return [...new Map(images.toReversed().map((image) => [image.reference, image])).values()].reverse();
}
