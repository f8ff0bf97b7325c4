import { basename, resolve } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import type { Deployment, Origin } from "../../deploy/engine.ts";
import { formatLeft } from "../../deploy/sandbox/time-to-live.ts";
import { UsageError } from "../exit.ts";
import { interruptSignal, untilAborted } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { addressesOf, formatEnv, type SandboxAddresses } from "./addresses.ts";
import { writeCertificateFiles } from "./certificate-files.ts";
import { type SandboxRecord, sandboxFolder } from "./folder.ts";
import { DEFAULT_PROFILE, openSandboxStack } from "./open-sandbox-stack.ts";
import { chooseName, type PlaceFlags, readTarget, readTtl } from "./sandbox-flags.ts";
import { startSandbox } from "./start.ts";
import { writeTokenFiles } from "./token-files.ts";

/** What `sandbox up` was told on the command line. */
export interface SandboxUpFlags extends PlaceFlags {
  readonly ttl: string;
  readonly name?: string;
  readonly json?: true;
  readonly env?: true;
  readonly forward?: true;
}

/** Brings a sandbox up and prints where its parts are; the time to live counts from the moment that it is ready. */
export async function sandboxUp(
  terminal: Terminal,
  profile: string | undefined,
  flags: SandboxUpFlags,
): Promise<void> {
  const ttl = readTtl(flags.ttl);
  const name = chooseName(flags.name);
  const record = recordOf(profile ?? DEFAULT_PROFILE, name, flags);
  if (flags.forward && record.target === "local") throw new UsageError(say.sandbox.forwardLocal);
  if (flags.json && flags.env) throw new UsageError(say.sandbox.jsonOrEnv);
  const opened = await openSandboxStack(terminal, profile ?? DEFAULT_PROFILE, name, flags.json === true);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const { deployment, expires } = await startSandbox(terminal, {
    record,
    opened,
    ttl,
    data: flags.data,
    signal,
  });
  try {
    const from = record.target === "cluster" && !flags.forward ? "pod" : "workstation";
    const access = await accessOf(opened.stack, deployment, from, sandboxFolder(flags.data, name));
    const { target } = record;
    print(terminal, { name, profile: basename(record.profile), target, expires, ...access }, flags);
    terminal.talk(say.sandbox.ready(name, expires, formatLeft(ttl)));
    if (flags.forward) await keepForwarding(terminal, name, ttl, signal);
  } finally {
    if (record.target === "cluster") await deployment.close();
  }
}

/** Where the parts are, and the files with what they ask callers for; ports of this machine end in plain HTTP. */
async function accessOf(
  stack: Stack,
  deployment: Deployment,
  from: Origin,
  folder: string,
): Promise<Pick<SandboxAddresses, "addresses" | "tokenFiles" | "certificateFolder">> {
  const addresses = await addressesOf(stack, deployment, from);
  const tokenFiles = await writeTokenFiles(stack, deployment, folder);
  const certificateFolder = from === "pod" ? await writeCertificateFiles(deployment, folder) : undefined;
  return { addresses, tokenFiles, ...(certificateFolder === undefined ? {} : { certificateFolder }) };
}

function recordOf(profile: string, name: string, flags: SandboxUpFlags): SandboxRecord {
  return {
    name,
    profile: resolve(profile),
    target: readTarget(flags) ?? "local",
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: resolve(flags.kubeconfig) }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
  };
}

function print(terminal: Terminal, sandbox: SandboxAddresses, flags: SandboxUpFlags): void {
  if (flags.json) terminal.out(JSON.stringify(sandbox));
  else if (flags.env) terminal.out(formatEnv(sandbox));
  else for (const [part, url] of Object.entries(sandbox.addresses)) terminal.out(`${part}  ${url}`);
  const files = Object.values(sandbox.tokenFiles);
  if (files.length > 0) terminal.talk(say.sandbox.tokens(files));
  const { certificateFolder } = sandbox;
  if (certificateFolder !== undefined) terminal.talk(say.sandbox.certificate(certificateFolder));
}

/** Stays until the person interrupts or the time is over; the sandbox itself stays when its maker leaves. */
async function keepForwarding(
  terminal: Terminal,
  name: string,
  ttl: number,
  signal: AbortSignal,
): Promise<void> {
  terminal.talk(say.sandbox.forwarding);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ttl);
  });
  await Promise.race([over, untilAborted(signal)]);
  clearTimeout(timer);
  if (signal.aborted) terminal.talk(say.sandbox.stays(name));
}
