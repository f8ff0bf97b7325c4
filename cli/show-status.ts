import { say } from "./messages/talk-en.ts";
import { openStack } from "./open-stack.ts";
import { readStatus, type StackStatus } from "./read-status.ts";
import type { TargetFlags } from "./target-options.ts";
import type { Terminal } from "./terminal.ts";
import { formatTable } from "./ui/table.ts";

/** What `status` was told on the command line. */
export interface StatusFlags extends TargetFlags {
  readonly json?: true;
}

/** Prints the parts of a stack as they are now. */
export async function showStatus(terminal: Terminal, profile: string, flags: StatusFlags): Promise<void> {
  const { stack } = await openStack(profile, terminal, { json: flags.json === true });
  const status =
    flags.target === "cluster" ? await inCluster(stack, flags) : await readStatus(stack, flags.data);
  if (flags.json) {
    terminal.out(JSON.stringify(status));
    return;
  }
  terminal.talk(headline(status, flags));
  const rows = status.parts.map((part) => [
    part.part,
    part.block,
    part.state,
    part.ready,
    part.address,
    part.release,
    part.age,
    part.lastResult,
  ]);
  terminal.out(
    formatTable(
      say.status.columns.map((title) => ({ title })),
      rows,
    ),
  );
  const target = flags.target === "cluster" ? " --target cluster" : "";
  if (status.parts.some((part) => part.state === "stopped"))
    terminal.talk(say.next(`country-stack up ${profile}${target}`));
}

async function inCluster(stack: Parameters<typeof readStatus>[0], flags: TargetFlags): Promise<StackStatus> {
  const { readClusterStatus } = await import("./cluster-status.ts");
  return readClusterStatus(stack, flags);
}

function headline(status: StackStatus, flags: TargetFlags): string {
  if (flags.target === "cluster")
    return say.status.inCluster(status.stack, flags.context ?? say.target.currentContext);
  if (status.pid === undefined) return say.status.notRunning(status.stack);
  return say.status.since(status.stack, status.pid, status.startedAt ?? "");
}
