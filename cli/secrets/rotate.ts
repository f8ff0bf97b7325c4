import type { Manifest, Part } from "../../charts/spi/index.ts";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { planRotation, type SecretRotation } from "../../constructs/secret-rotation.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine } from "../open-engine.ts";
import { openRunning } from "../open-running.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import { hasChecks } from "../targets.ts";
import type { Terminal } from "../terminal.ts";
import { applyRotation, checkRotated, type RotatedStack } from "./apply-rotation.ts";
import { confirmRotation, requireNothingElse } from "./before-rotation.ts";
import { type TokenHeaders, tryTokens } from "./try-token.ts";

/** What `secrets rotate` was told on the command line. */
export interface SecretsRotateFlags extends TargetFlags {
  readonly authority?: true;
  readonly yes?: true;
}

/** A rotation from the question on. */
interface Rotation extends RotatedStack {
  readonly part: Part;
  /** Parts whose secrets change too. */
  readonly followers: readonly string[];
}

/**
 * Makes the secrets of a part anew and with them what other parts' secrets are made of, has the pods replaced, tries
 * the new token and the old one, and runs the checks of these parts. Nothing else of the stack changes. Ends with exit
 * code 1 where any of that did not go well.
 */
export async function rotateSecrets(
  terminal: Terminal,
  profile: string,
  name: string,
  flags: SecretsRotateFlags,
): Promise<void> {
  const opened = await openStack(profile, terminal, { json: false });
  const { stack } = opened;
  const part = stack.parts.find((candidate) => candidate.name === name);
  if (part === undefined) throw new UsageError(say.test.unknownPart(name, stack.name));
  if (flags.target !== "cluster") {
    terminal.talk(say.secrets.noneHere(stack.name));
    return;
  }
  const { synthLocked } = await import("../synth-locked.ts");
  const manifests = await synthLocked(terminal, opened, { json: false });
  const secrets = choose(terminal, profile, part, manifests);
  const engine = await openEngine(opened, flags);
  const before = await readBefore(opened, profile, part, flags);
  await requireNothingElse(profile, engine, opened, manifests);
  await confirm(terminal, secrets, part, flags);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const followers = secrets.followers.map((secret) => secret.part);
  await rotate(terminal, { opened, manifests, part, followers, engine, flags, signal }, before);
}

/** What the rotation does to secrets; those of the part that stay as they are are said, with the reason. */
function choose(
  terminal: Terminal,
  profile: string,
  part: Part,
  manifests: readonly Manifest[],
): SecretRotation {
  const rotation = planRotation(askedSecrets(manifests), part.name);
  const { rotated, staying } = rotation;
  if (rotated.length + staying.length === 0)
    throw new UsageError(say.secrets.noneOfPart(part.name), say.secrets.listHint(profile));
  for (const { secret, why } of staying)
    terminal.talk(say.secrets.stays(secret.name, say.secrets.whyStays(why)));
  if (rotated.length === 0) throw new Exit(EXIT.failed);
  return rotation;
}

/** The token as it is now, which is to be refused afterwards. */
async function readBefore(
  opened: OpenedStack,
  profile: string,
  part: Part,
  flags: TargetFlags,
): Promise<TokenHeaders> {
  const { deployment } = await openRunning(opened, profile, flags);
  try {
    return (await deployment.headersOf?.(part.name)) ?? {};
  } finally {
    await deployment.close();
  }
}

async function confirm(
  terminal: Terminal,
  { rotated, followers }: SecretRotation,
  part: Part,
  flags: SecretsRotateFlags,
): Promise<void> {
  const names = rotated.map((secret) => secret.name);
  terminal.talk(say.secrets.plan(names, part.name));
  if (followers.length > 0) terminal.talk(say.secrets.follow(followers));
  await confirmRotation(terminal, flags.yes === true);
}

async function rotate(terminal: Terminal, rotation: Rotation, before: TokenHeaders): Promise<void> {
  const { part, signal } = rotation;
  const deployment = await applyRotation(terminal, rotation, { rotate: part.name }, say.secrets.broken);
  try {
    const after = (await deployment.headersOf?.(part.name)) ?? {};
    const proved = await tryTokens(terminal, part, deployment, { before, after });
    const parts = partsToCheck(rotation);
    if (parts.length === 0) terminal.talk(say.secrets.unchecked(part.name));
    const passed =
      parts.length === 0 || (await checkRotated(terminal, rotation, deployment, { name: part.name, parts }));
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    if (!proved || !passed) throw new Exit(EXIT.failed);
  } finally {
    await deployment.close();
  }
}

/** Of the parts that the rotation touches those that have checks; a database's are those of the part that it serves. */
function partsToCheck({ opened, part, followers }: Rotation): string[] {
  const touched = [part.name, ...followers, part.addedFor];
  return opened.stack.parts
    .filter((each) => touched.includes(each.name) && hasChecks(each))
    .map(({ name }) => name);
}
