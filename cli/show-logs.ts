import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "../charts/spi/index.ts";
import { selectorText } from "../constructs/labels.ts";
import { UsageError } from "./exit.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openStack } from "./open-stack.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";

/** What `logs` was told on the command line. */
export interface LogsFlags extends TargetFlags {
  readonly follow?: true;
  readonly tail: string;
}

/** Prints the log of a part: of its pods in a cluster, or of the background process on this machine. */
export async function showLogs(
  terminal: Terminal,
  profile: string,
  name: string,
  flags: LogsFlags,
): Promise<void> {
  const { stack } = await openStack(profile, terminal, { json: false });
  const part = stack.parts.find((candidate) => candidate.name === name);
  if (part === undefined) throw new UsageError(say.test.unknownPart(name, stack.name));
  const tailLines = Number(flags.tail);
  if (!Number.isInteger(tailLines) || tailLines < 1) throw new UsageError(say.logs.badTail(flags.tail));
  if (flags.target === "cluster") await showPodLogs(part, flags, tailLines);
  else showLocalLog(terminal, join(flags.data, stack.name, "up.log"), tailLines);
}

function showLocalLog(terminal: Terminal, path: string, tailLines: number): void {
  if (!existsSync(path)) throw new UsageError(say.logs.localFile(path));
  terminal.out(readFileSync(path, "utf8").trimEnd().split("\n").slice(-tailLines).join("\n"));
}

async function showPodLogs(part: Part, flags: LogsFlags, tailLines: number): Promise<void> {
  const { openCluster } = await import("../deploy/cluster/client.ts");
  const { listPods } = await import("../deploy/cluster/pod-reasons.ts");
  const { streamLog } = await import("../deploy/cluster/logs.ts");
  const cluster = await openCluster(flags);
  try {
    const selector = selectorText(part);
    const pods = await listPods(cluster, part.namespace, selector);
    if (pods.length === 0) throw new UsageError(say.logs.noPods(part.name));
    const signal = interruptSignal(() => undefined);
    for (const pod of pods) {
      const stream = await streamLog(cluster, {
        namespace: part.namespace,
        pod: pod.metadata.name,
        container: "server",
        follow: flags.follow === true,
        tailLines,
      });
      signal.addEventListener("abort", () => stream.destroy());
      for await (const chunk of stream) process.stdout.write(chunk as Buffer);
    }
  } finally {
    cluster.close();
  }
}
