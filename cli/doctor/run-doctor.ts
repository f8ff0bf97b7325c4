import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import type { KubeObject } from "../../charts/spi/index.ts";
import { saveMemory } from "../../deploy/save-memory.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { formatDoctor, tell } from "../ui/doctor.ts";
import type { Wanted } from "./examine-cluster.ts";
import { examineWorkstation } from "./examine-workstation.ts";
import { CHECKS, type Judgement, type Verdict } from "./judgement.ts";
import { type LookedAt, lookAtCluster } from "./look-at-cluster.ts";

/** What `doctor` was told on the command line. */
export interface DoctorFlags extends TargetFlags {
  readonly probeNamespace?: string;
  readonly skipProbes?: true;
  readonly rbac?: string;
  readonly makeNamespaces?: true;
  readonly json?: true;
}

/** Looks at this machine and the cluster; ends with exit code 1 where something is in the way. */
export async function runDoctor(
  terminal: Terminal,
  profile: string | undefined,
  flags: DoctorFlags,
): Promise<void> {
  saveMemory();
  if (flags.target !== "cluster" && flags.target !== "local")
    throw new UsageError(say.target.unknown(flags.target), say.target.known);
  const opened =
    profile === undefined ? undefined : await openStack(profile, terminal, { json: flags.json === true });
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  if (!flags.json) terminal.talk(say.doctor.looking);
  const here = await examineWorkstation(process.env, flags, opened?.stack);
  const there =
    flags.target === "local"
      ? { judgements: [], askFor: [] }
      : await lookAtCluster(terminal, await wantedOf(opened, flags), flags, signal);
  if (signal.aborted) throw new Exit(EXIT.interrupted);
  const judgements = inOrder([...here, ...there.judgements]);
  report(terminal, profile, opened, judgements, there, flags);
  if (judgements.some(({ verdict }) => verdict === "fail")) throw new Exit(EXIT.failed);
}

async function wantedOf(opened: OpenedStack | undefined, flags: DoctorFlags): Promise<Wanted> {
  const makesNamespaces = flags.makeNamespaces === true;
  if (opened === undefined) return { manifests: [], makesNamespaces };
  const { synthStack } = await import("../../constructs/synth.ts");
  return { stack: opened.stack, manifests: await synthStack(opened.stack), makesNamespaces };
}

function inOrder(judgements: readonly Judgement[]): Judgement[] {
  return judgements.toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

function report(
  terminal: Terminal,
  profile: string | undefined,
  opened: OpenedStack | undefined,
  judgements: readonly Judgement[],
  { askFor }: LookedAt,
  flags: DoctorFlags,
): void {
  const count = (verdict: Verdict) => judgements.filter((one) => one.verdict === verdict).length;
  const counts = { pass: count("pass"), warn: count("warn"), fail: count("fail") };
  if (flags.rbac !== undefined && askFor.length > 0) write(flags.rbac, askFor);
  if (flags.json) {
    const stack = opened === undefined ? {} : { stack: opened.stack.name };
    terminal.out(JSON.stringify({ ...stack, counts, checks: judgements.map(tell), askFor }));
    return;
  }
  terminal.out(formatDoctor(judgements, terminal.outStyle));
  if (askFor.length > 0 && flags.rbac === undefined) {
    terminal.talk(`\n${say.doctor.askFor}`);
    terminal.out(`\n${toYaml(askFor)}`);
  }
  if (askFor.length > 0 && flags.rbac !== undefined)
    terminal.talk(say.doctor.wrote(flags.rbac, askFor.length));
  terminal.talk(`\n${say.doctor.counts(counts)}`);
  terminal.talk(say.next(nextCommand(profile, flags, counts.fail)));
}

function nextCommand(profile: string | undefined, { target }: DoctorFlags, fails: number): string {
  const to = target === "local" ? " --target local" : "";
  if (fails > 0) return `country-stack doctor${profile === undefined ? "" : ` ${profile}`}${to}`;
  if (profile === undefined) return `country-stack doctor PROFILE${to}`;
  return target === "local" ? `country-stack up ${profile}` : `country-stack up ${profile} --target cluster`;
}

function toYaml(objects: readonly KubeObject[]): string {
  // kubectl reads YAML 1.1, to which a bare `yes` or `NO` is no text.
  const writing = { aliasDuplicateObjects: false, lineWidth: 0, compat: "yaml-1.1" } as const;
  return objects
    .map((object) => stringify(object, writing))
    .join("---\n")
    .trimEnd();
}

function write(file: string, objects: readonly KubeObject[]): void {
  try {
    writeFileSync(file, `${toYaml(objects)}\n`);
  } catch (error) {
    throw new UsageError(say.doctor.cannotWrite(file, (error as NodeJS.ErrnoException).code ?? ""));
  }
}
