import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../charts/spi/index.ts";
import { type Cluster, openCluster } from "../deploy/cluster/client.ts";
import { streamLog } from "../deploy/cluster/logs.ts";
import {
  type ClusterFacts,
  type LogFacts,
  readClusterFacts,
  readLogs,
  readSecretContents,
} from "../deploy/cluster/support-facts.ts";
import { coverWith } from "../deploy/cover-values.ts";
import { readSkip } from "./backup/take-backup.ts";
import { coverFacts } from "./cover-facts.ts";
import { say } from "./messages/talk-en.ts";
import { type OpenedStack, openStack } from "./open-stack.ts";
import { readReport, readStatus } from "./read-status.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** What `support-bundle` was told on the command line. */
export interface SupportFlags extends TargetFlags {
  readonly out?: string;
  readonly logs?: readonly string[];
  readonly json?: true;
}

/** How many of a log's last lines are told. */
const LINES = 200;

/** What a bundle holds: what is named here, and nothing else of a stack. */
interface Bundle {
  readonly tool: { readonly version: string; readonly node: string; readonly system: string };
  readonly stack: {
    readonly name: string;
    readonly environment: string;
    readonly size: string;
    readonly profileHash: string;
    readonly parts: readonly {
      readonly name: string;
      readonly product: string;
      readonly release: string;
      readonly state: string;
    }[];
  };
  readonly cluster?: ClusterFacts;
  readonly report?: {
    readonly verdict: string;
    readonly startedAt: string;
    readonly notPassed: readonly { readonly part: string; readonly check: string; readonly status: string }[];
  };
  readonly logs: readonly LogFacts[];
}

/** Writes what others need to help, into one file that a person can read before it is sent. */
export async function writeSupportBundle(
  terminal: Terminal,
  profile: string,
  flags: SupportFlags,
): Promise<void> {
  const opened = await openStack(profile, terminal, { json: flags.json === true });
  const asked = readSkip(opened, flags.logs ?? []);
  const bundle =
    flags.target === "cluster" ? await inCluster(terminal, opened, flags, asked) : await here(opened, flags);
  const text = JSON.stringify(bundle, null, 2);
  if (flags.json) {
    terminal.out(text);
    return;
  }
  const file = flags.out ?? `${opened.stack.name}-support.json`;
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  terminal.talk(say.support.wrote(file, Buffer.byteLength(text)));
  terminal.talk(say.support.read);
}

async function here(opened: OpenedStack, flags: SupportFlags): Promise<Bundle> {
  const { stack } = opened;
  const { parts } = await readStatus(stack, flags.data);
  const log = join(flags.data, stack.name, "up.log");
  const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-LINES) : [];
  const states = new Map(parts.map(({ part, state }) => [part, state]));
  const logs = lines.length === 0 ? [] : [{ pod: "-", container: "up.log", lines }];
  // On this machine a stack has no Secrets.
  return coverFacts({ ...commonFacts(opened, flags, states), logs }, (text) => text);
}

async function inCluster(
  terminal: Terminal,
  opened: OpenedStack,
  flags: SupportFlags,
  asked: ReadonlySet<string>,
): Promise<Bundle> {
  const { stack } = opened;
  const { readClusterStatus } = await import("./cluster-status.ts");
  const { parts } = await readClusterStatus(stack, flags);
  const states = new Map(parts.map(({ part, state }) => [part, state]));
  const cluster = await openCluster(flags);
  try {
    const facts = await readClusterFacts(cluster, stack);
    const secrets = await readSecretContents(cluster, stack).catch((error: Error) => error);
    const common = commonFacts(opened, flags, states);
    if (secrets instanceof Error) {
      terminal.talk(say.support.noSecrets(secrets.message));
      const namespaces = facts.namespaces.map((one) => ({ ...one, warnings: [] }));
      return coverFacts({ ...common, cluster: { ...facts, namespaces }, logs: [] }, (text) => text);
    }
    const logs = await readLogs(cluster, toldParts(stack, asked), (...where) => readLog(cluster, ...where));
    return coverFacts({ ...common, cluster: facts, logs }, coverWith(secrets));
  } finally {
    cluster.close();
  }
}

/** Our own servers write neither secrets nor personal data; what others write, somebody has to ask for. */
function toldParts(stack: Stack, asked: ReadonlySet<string>) {
  return stack.parts.filter(
    ({ name, product, external }) =>
      external === undefined && (product.reference !== undefined || asked.has(name)),
  );
}

async function readLog(cluster: Cluster, namespace: string, pod: string, container: string): Promise<string> {
  const stream = await streamLog(cluster, { namespace, pod, container, follow: false, tailLines: LINES });
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function commonFacts(
  { stack, hash }: OpenedStack,
  flags: SupportFlags,
  states: ReadonlyMap<string, string>,
): Omit<Bundle, "cluster" | "logs"> {
  const report = readReport(join(flags.data, stack.name));
  return {
    tool: { version: VERSION, node: process.version, system: `${process.platform}/${process.arch}` },
    stack: {
      name: stack.name,
      environment: stack.environment,
      size: stack.size,
      profileHash: hash,
      parts: stack.parts.map(({ name, product, release }) => ({
        name,
        product: product.id,
        release: release.version,
        state: states.get(name) ?? "",
      })),
    },
    ...(report === undefined
      ? {}
      : {
          report: {
            verdict: report.verdict,
            startedAt: report.startedAt,
            notPassed: report.parts.flatMap(({ part, results }) =>
              results
                .filter(({ status }) => status !== "passed")
                .map(({ check, status }) => ({ part, check, status })),
            ),
          },
        }),
  };
}
