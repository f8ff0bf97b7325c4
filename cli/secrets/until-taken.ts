import { X509Certificate } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { TLS_FOLDER } from "../../charts/part-certificate.ts";
import { type Part, type Stack, TLS_FILES } from "../../charts/spi/index.ts";
import { knock } from "../../conformance/knock.ts";
import { OPERATOR, speaksTls } from "../../constructs/part-tls.ts";
import { makeClientCertificate } from "../../deploy/client-certificate.ts";
import type { Cluster } from "../../deploy/cluster/client.ts";
import { readPodFile } from "../../deploy/cluster/read-pod-file.ts";
import type { ClientCertificate, Deployment, InsideSocket } from "../../deploy/engine.ts";
import type { SigningAuthority } from "../../deploy/secret-making.ts";
import { splitPem } from "../../deploy/split-pem.ts";
import type { SuccessionStep } from "../../deploy/succession.ts";

const LOOK_MS = 2000;
/** A server, its callers and its own calls look at the files each for itself, every five seconds. */
const SETTLE_MS = 12_000;

/** What is looked at to tell whether the parts have taken a step. */
export interface Taking {
  readonly stack: Stack;
  readonly cluster: Cluster;
  readonly deployment: Deployment;
  /** The authority that is to be trusted, to sign, and to be the only one. */
  readonly newest: SigningAuthority;
  /** A certificate of the old authority; undefined where this run has none. */
  readonly old: ClientCertificate | undefined;
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

/**
 * Waits until each of the parts has taken the step: a server shows it at its own socket, and of a part that only calls
 * others its files do. Answers those that have not within the time; none where all have.
 */
export async function untilTaken(
  step: SuccessionStep,
  parts: readonly Part[],
  taking: Taking,
): Promise<readonly string[]> {
  const deadline = performance.now() + taking.limitMs;
  const { newest, signal } = taking;
  const probe = step === "announce" ? await makeClientCertificate(OPERATOR, newest) : undefined;
  const isTaken = async (part: Part) => {
    for (;;) {
      // A pod that is being replaced, or a tunnel that breaks, is one that has not taken it yet.
      if (await hasTaken(step, part, taking, probe).catch(() => false)) return true;
      if (signal.aborted || performance.now() > deadline) return false;
      await pause(LOOK_MS);
    }
  };
  const taken = await Promise.all(parts.map(isTaken));
  const late = parts.filter((_, index) => !taken[index]).map(({ name }) => name);
  if (late.length === 0) await pause(SETTLE_MS, undefined, { signal }).catch(() => {});
  return late;
}

async function hasTaken(
  step: SuccessionStep,
  part: Part,
  { stack, cluster, deployment, newest, old, signal }: Taking,
  probe: ClientCertificate | undefined,
): Promise<boolean> {
  const isServer = speaksTls(stack, part) && (step !== "retire" || old !== undefined);
  const inside = isServer ? await deployment.insideOf?.(part.name) : undefined;
  if (inside !== undefined)
    return showsIt(inside, newest, probe ?? (step === "retire" ? old : undefined), step);
  const name = step === "sign" ? TLS_FILES.certificate : TLS_FILES.authority;
  const texts = await readPodFile(cluster, part, `${TLS_FOLDER}/${name}`, signal);
  return texts.every((text) => holdsIt(step, splitPem(text), newest));
}

async function showsIt(
  inside: InsideSocket,
  newest: SigningAuthority,
  caller: ClientCertificate = inside.certificate,
  step: SuccessionStep,
): Promise<boolean> {
  const { answer, certificate, end } = await knock(inside, { ...caller, minVersion: "TLSv1.3" });
  if (step === "retire") return answer.length === 0 && end !== "silent" && (await answers(inside));
  if (answer.length === 0 || certificate === undefined) return false;
  return step === "announce" || isSignedBy(new X509Certificate(certificate), newest);
}

/** Nobody at all refuses everything, too. */
async function answers(inside: InsideSocket): Promise<boolean> {
  const { answer } = await knock(inside, { ...inside.certificate, minVersion: "TLSv1.3" });
  return answer.length > 0;
}

function holdsIt(step: SuccessionStep, texts: readonly string[], newest: SigningAuthority): boolean {
  const own = `${newest.certificate}`.trim();
  if (step === "sign") return texts[0] !== undefined && isSignedBy(new X509Certificate(texts[0]), newest);
  const isTrusted = texts.some((text) => text.trim() === own);
  return isTrusted && (step === "announce" || texts.length === 1);
}

function isSignedBy(certificate: X509Certificate, { certificate: authority }: SigningAuthority): boolean {
  return authority !== undefined && certificate.verify(new X509Certificate(authority).publicKey);
}
