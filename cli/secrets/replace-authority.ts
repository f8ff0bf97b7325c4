import type { Part } from "../../charts/spi/index.ts";
import {
  AUTHORITY_FILES,
  authorityPart,
  authoritySecret,
  hasCertificate,
  speaksTls,
} from "../../constructs/part-tls.ts";
import { type Cluster, openCluster } from "../../deploy/cluster/client.ts";
import { readOperatorCertificate } from "../../deploy/cluster/operator-certificate.ts";
import type { ClientCertificate, Deployment } from "../../deploy/engine.ts";
import type { SecretContent } from "../../deploy/secrets.ts";
import { lastStep, newestAuthority, SUCCESSION_STEPS, type SuccessionStep } from "../../deploy/succession.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { openEngine } from "../open-engine.ts";
import { openRunning } from "../open-running.ts";
import { openStack } from "../open-stack.ts";
import { hasChecks } from "../targets.ts";
import type { Terminal } from "../terminal.ts";
import { applyRotation, checkRotated, type RotatedStack } from "./apply-rotation.ts";
import { certificatesOf, readAuthority } from "./authority-secret.ts";
import { confirmRotation, requireNothingElse } from "./before-rotation.ts";
import type { SecretsRotateFlags } from "./rotate.ts";
import { untilTaken } from "./until-taken.ts";

/** How long the parts get to take a step: the kubelet brings files within about a minute. */
const STEP_MINUTES = 5;

/** A replacement from the question on. */
interface Replacement extends RotatedStack {
  /** The part with the authority. */
  readonly part: Part;
  /** Those with a certificate of it. */
  readonly holders: readonly Part[];
  readonly cluster: Cluster;
  readonly deployment: Deployment;
}

/**
 * Replaces the key of the authority whose certificates the parts of a stack show each other: step by step, each when
 * all parts have taken the one before, so that no call is refused on the way. How far it is stands in the authority's
 * Secret, so that the same command goes on after any death. Ends with the refusal of an old certificate, and the checks
 * that read; with exit code 1 where any of that did not go well.
 */
export async function replaceAuthority(
  terminal: Terminal,
  profile: string,
  flags: SecretsRotateFlags,
): Promise<void> {
  const opened = await openStack(profile, terminal, { json: false });
  const { stack } = opened;
  const part = authorityPart(stack);
  if (part === undefined) throw new UsageError(say.secrets.authority.none(stack.name));
  if (flags.target !== "cluster") {
    terminal.talk(say.secrets.noneHere(stack.name));
    return;
  }
  const { synthLocked } = await import("../synth-locked.ts");
  const manifests = await synthLocked(terminal, opened, { json: false });
  const engine = await openEngine(opened, flags);
  const { deployment } = await openRunning(opened, profile, flags);
  const cluster = await openCluster(flags);
  try {
    const begun = stepOf(await readAuthority(cluster, part, profile));
    await requireNothingElse(profile, engine, opened, manifests, certificatesOf(manifests, part));
    const holders = stack.parts.filter((one) => hasCertificate(stack, one));
    const steps = SUCCESSION_STEPS.slice(begun === "retire" ? 0 : SUCCESSION_STEPS.indexOf(begun));
    terminal.talk(say.secrets.authority.plan(steps.length, holders.length));
    if (begun !== "retire") terminal.talk(say.secrets.authority.goesOn(begun));
    await confirmRotation(terminal, flags.yes === true);
    const signal = interruptSignal(() => terminal.talk(say.up.stopping));
    const replacement = { opened, manifests, part, holders, engine, cluster, deployment, flags, signal };
    await takeSteps(terminal, steps, replacement, profile);
    if (!(await check(terminal, replacement))) throw new Exit(EXIT.failed);
    terminal.talk(say.secrets.authority.done);
  } finally {
    await deployment.close();
    cluster.close();
  }
}

function stepOf(content: SecretContent): SuccessionStep {
  return lastStep(content, AUTHORITY_FILES.key, AUTHORITY_FILES.certificate);
}

async function takeSteps(
  terminal: Terminal,
  steps: readonly SuccessionStep[],
  replacement: Replacement,
  profile: string,
): Promise<void> {
  const { opened, part, holders, cluster, deployment, signal } = replacement;
  const { stack } = opened;
  const words = say.secrets.authority;
  let old: ClientCertificate | undefined;
  for (const step of steps) {
    if (step === "sign" && steps.includes("announce")) old = await readOperatorCertificate(cluster, stack);
    terminal.talk(words.step(SUCCESSION_STEPS.indexOf(step) + 1, step));
    await apply(terminal, replacement, step);
    const started = performance.now();
    const content = await readAuthority(cluster, part, profile);
    const newest = newestAuthority(content, AUTHORITY_FILES.key, AUTHORITY_FILES.certificate);
    if (newest === undefined) throw new UsageError(words.unmade(authoritySecret(part)));
    const limitMs = STEP_MINUTES * 60_000;
    const late = await untilTaken(step, holders, {
      stack,
      cluster,
      deployment,
      newest,
      old,
      signal,
      limitMs,
    });
    if (signal.aborted) {
      terminal.talk(words.stopped);
      throw new Exit(EXIT.interrupted);
    }
    if (late.length > 0) {
      terminal.talk(words.late(late, STEP_MINUTES));
      terminal.talk(`  ${words.lateHint}`);
      throw new Exit(EXIT.failed);
    }
    terminal.talk(words.taken(holders.length, Math.round((performance.now() - started) / 1000)));
  }
  const asked = holders.filter((one) => speaksTls(stack, one)).length;
  terminal.talk(old === undefined ? words.untried : words.refused(asked));
}

async function apply(terminal: Terminal, replacement: Replacement, step: SuccessionStep): Promise<void> {
  const { part } = replacement;
  const succession = { namespace: part.namespace, secret: authoritySecret(part), step };
  const words = say.secrets.authority;
  await (await applyRotation(terminal, replacement, { succession }, words.stopped)).close();
}

/** The checks that read, at the parts with a certificate; those of TLS are among them. */
function check(terminal: Terminal, replacement: Replacement): Promise<boolean> {
  const { holders, deployment } = replacement;
  const parts = holders.filter(hasChecks).map(({ name }) => name);
  return checkRotated(terminal, replacement, deployment, { name: "authority", parts, readsOnly: true });
}
