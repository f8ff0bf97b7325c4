import { join } from "node:path";
import type { Part, Stack } from "../../charts/spi/index.ts";
import type { Entry } from "../../deploy/backup/archive.ts";
import { judgePartData, type PartData } from "../../deploy/backup/part-data.ts";
import { openLocalData } from "../../deploy/local/stack-data.ts";
import { UsageError } from "../exit.ts";
import { withLocalRun } from "../history/local-runs.ts";
import { say } from "../messages/talk-en.ts";
import { pulumiOptions } from "../open-engine.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";

/** What of a stack can be stored, wherever it runs. */
export interface StackSource {
  readonly engine: "local" | "cluster";
  /** The UID of the cluster's `kube-system`. */
  readonly cluster?: string;
  /** What is not the data of a part. */
  readonly entries: readonly Entry[];
  readonly parts: readonly PartData[];
  take(part: Part): AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
}

/** Does work on what a stack has stored here or in its cluster; in a cluster, while no other run changes it. */
export async function withSource<T>(
  opened: OpenedStack,
  profile: string,
  flags: TargetFlags,
  signal: AbortSignal,
  work: (source: StackSource) => Promise<T>,
): Promise<T> {
  if (flags.target === "local") {
    const source = localSource(opened.stack, profile, flags, signal);
    const run = { what: "backup", profileHash: opened.hash } as const;
    return withLocalRun(join(flags.data, opened.stack.name), run, signal, () => work(source));
  }
  if (flags.target !== "cluster") throw new UsageError(say.target.unknown(flags.target), say.target.known);
  const { synthStack } = await import("../../constructs/synth.ts");
  const { withClusterSource } = await import("../../deploy/pulumi/stack-backup.ts");
  const manifests = await synthStack(opened.stack);
  const options = pulumiOptions(opened, flags);
  return withClusterSource(options, opened.stack, manifests, signal, (source) =>
    work({ ...source, engine: "cluster", parts: judgePartData(opened.stack, manifests) }),
  );
}

/** On this machine a part has data where its folder has, whatever stands in for its product. */
function localSource(stack: Stack, profile: string, flags: TargetFlags, signal: AbortSignal): StackSource {
  const data = openLocalData(flags.data, stack.name);
  const known = stack.parts.map(({ name }) => name).filter((name) => data.parts.includes(name));
  if (known.length === 0)
    throw new UsageError(say.backup.nothingHere(stack.name), say.backup.nothingHereHint(profile));
  const parts = stack.parts.map((part): PartData => {
    if (part.external !== undefined) return { part, state: "elsewhere" };
    return { part, state: known.includes(part.name) ? "declared" : "none" };
  });
  return {
    engine: "local",
    entries: [],
    parts,
    take: ({ name }) => data.take(name),
    signal,
  };
}
