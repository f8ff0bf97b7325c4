import { hostname } from "node:os";
import type { Environment, Stack } from "../../charts/spi/index.ts";
import { type Cluster, openCluster } from "../cluster/client.ts";
import { acquireLease, type HeldLease } from "../cluster/lease.ts";
import {
  type ClusterRecord,
  type RestoreMark,
  type RunRecord,
  readRecord,
  type UpgradeMark,
  writeRecord,
} from "../cluster/record.ts";
import { EngineRefusal } from "../engine.ts";
import { afterUp } from "../upgrade/after-up.ts";
import { passphraseEnvironment } from "./passphrase.ts";
import type { ClusterInputs } from "./program.ts";
import { chooseStateUrl, stateLocation } from "./state-url.ts";
import { requireTools } from "./tools.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** What the engine is made with; nothing of it is in the profile. */
export interface PulumiEngineOptions {
  /** Path of a kubeconfig; without it KUBECONFIG or `~/.kube/config`. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Where the state is: file://, s3://, azblob://, gs:// or https://. */
  readonly stateUrl?: string;
  /** Whether a production stack may keep its state on this machine. */
  readonly localState?: boolean;
  /** The folder of this machine's stacks. */
  readonly dataFolder: string;
  readonly environment: Environment;
  readonly profileHash: string;
  readonly toolVersion?: string;
  /** Who runs this, for the record in the cluster. */
  readonly user: string;
}

/** What the record is told of a run besides what it is: of what, and what was agreed to. */
export type ToldRun = Pick<RunRecord, "of" | "plan">;

/** One run against a stack: the cluster and the state, held by this process alone. */
export interface Run {
  readonly options: PulumiEngineOptions;
  readonly stack: Stack;
  readonly cluster: Cluster;
  readonly inputs: ClusterInputs;
  readonly lease: HeldLease;
  readonly workspace: Workspace;
  /** Aborted when the person interrupts or the lease is lost. */
  readonly signal: AbortSignal;
  /** The restore that the record tells of, as this run found it. */
  readonly restore: RestoreMark | undefined;
  /** The upgrade that the record tells of, likewise. */
  readonly upgrade: UpgradeMark | undefined;
  /** Writes into the record how far a restore is. */
  markRestore(mark: RestoreMark): Promise<void>;
  /** Writes into the record how far an upgrade is. */
  markUpgrade(mark: UpgradeMark): Promise<void>;
  /** Tells the run that the stack's record is gone and is not to be written again. */
  forgetRecord(): void;
  /** Tells the run that the stack's data are gone: the record is to say nothing of them any more. */
  forgetData(): void;
}

/**
 * Does work on a stack while holding its lease, with the run written into the cluster's record before and after.
 * Refuses while another run lives, and another place of the state than last time.
 */
export async function withRun<T>(
  options: PulumiEngineOptions,
  stack: Stack,
  what: RunRecord["what"],
  interrupted: AbortSignal,
  work: (run: Run) => Promise<T>,
  told: ToldRun = {},
): Promise<T> {
  const tools = requireTools(process.env);
  const stateUrl = chooseStateUrl(options);
  const cluster = await openCluster(options);
  let lease: HeldLease | undefined;
  try {
    const uid = await cluster.uid();
    lease = await acquireLease(cluster, stack.name, options.user);
    const signal = AbortSignal.any([interrupted, lease.lost]);
    let record = await startRecord(cluster, stack, what, options, stateLocation(stateUrl, hostname()), told);
    const passphrase = passphraseEnvironment(process.env, options.dataFolder, stack.name);
    const inputs = { kubeconfig: cluster.kubeconfig.exportConfig(), uid };
    let isForgotten = false;
    const finish = async (result: RunRecord["result"]) => {
      const isWhole = (what === "up" || what === "secrets rotate") && result === "done";
      const last = isWhole ? afterUp(record, stack) : record;
      if (!isForgotten) await writeRecord(cluster, stack.name, withResult(last, result)).catch(() => {});
    };
    let workspace: Workspace | undefined;
    try {
      workspace = await openWorkspace({ tools, stack: stack.name, stateUrl, passphrase });
      const forgetRecord = () => {
        isForgotten = true;
      };
      const forgetData = () => {
        const { state, profileHash, toolVersion, runs } = record;
        record = { state, profileHash, toolVersion, runs };
      };
      const markRestore = async (mark: RestoreMark) => {
        record = { ...record, restore: mark };
        await writeRecord(cluster, stack.name, record);
      };
      const markUpgrade = async (mark: UpgradeMark) => {
        record = { ...record, upgrade: mark };
        await writeRecord(cluster, stack.name, record);
      };
      const { restore, upgrade } = record;
      const held = { options, stack, cluster, inputs, lease, workspace, signal };
      const run = { ...held, restore, upgrade, markRestore, markUpgrade, forgetRecord, forgetData };
      const result = await work(run);
      await finish("done");
      return result;
    } catch (error) {
      await finish(interrupted.aborted ? "interrupted" : "failed");
      if (lease.lost.aborted) throw new EngineRefusal(lostSentence(stack.name));
      throw error;
    } finally {
      workspace?.close();
    }
  } finally {
    await lease?.release();
    cluster.close();
  }
}

async function startRecord(
  cluster: Cluster,
  stack: Stack,
  what: RunRecord["what"],
  options: PulumiEngineOptions,
  state: string,
  told: ToldRun,
): Promise<ClusterRecord> {
  const before = await readRecord(cluster, stack.name);
  refuseOtherPlace(stack.name, before, state);
  refuseUnended(stack.name, before, what);
  const run: RunRecord = {
    who: `${options.user}@${hostname()}`,
    when: new Date().toISOString(),
    what,
    result: "running",
    profileHash: options.profileHash,
    ...(options.toolVersion === undefined ? {} : { toolVersion: options.toolVersion }),
    ...told,
  };
  const record: ClusterRecord = {
    state,
    // A backup applies nothing: the record goes on to say what was applied last.
    profileHash: (what === "backup" ? before?.profileHash : undefined) ?? options.profileHash,
    toolVersion: (what === "backup" ? before?.toolVersion : undefined) ?? options.toolVersion ?? "",
    runs: [...(before?.runs ?? []), run],
    ...(before?.restore === undefined ? {} : { restore: before.restore }),
    ...(before?.releases === undefined ? {} : { releases: before.releases }),
    ...(before?.upgrade === undefined ? {} : { upgrade: before.upgrade }),
  };
  await writeRecord(cluster, stack.name, record);
  return record;
}

/** Refuses to begin where an earlier run has left data that are not all there, but for what can end it. */
function refuseUnended(stack: string, before: ClusterRecord | undefined, what: RunRecord["what"]): void {
  if (what === "down") return;
  if (before?.restore?.phase === "putting" && what !== "restore") {
    throw new EngineRefusal(
      `a restore of stack ${stack} did not end, and its data are not all there; type the same country-stack restore again, or remove what it began with country-stack down --delete-data`,
    );
  }
  if (before?.upgrade?.phase === "going-back" && what !== "go back") {
    throw new EngineRefusal(
      `stack ${stack} was going back to older releases, and their data are not all there; type the same country-stack up again, which goes on with that`,
    );
  }
}

/** Refuses another place of the state than the cluster's record has, which says who used it last. */
export function refuseOtherPlace(stack: string, before: ClusterRecord | undefined, state: string): void {
  if (before === undefined || before.state === "" || before.state === state) return;
  const last = before.runs.at(-1);
  const when = last === undefined ? "" : ` (last run by ${last.who} at ${last.when})`;
  throw new EngineRefusal(
    `the state of stack ${stack} is at ${before.state}${when}, not at ${state}; give --state with that place, or if it is lost: kubectl -n country-stack delete configmap ${stack}, and the next up adopts what is there`,
  );
}

function withResult(record: ClusterRecord, result: RunRecord["result"]): ClusterRecord {
  const last = record.runs.at(-1);
  return last === undefined
    ? record
    : {
        ...record,
        runs: [...record.runs.slice(0, -1), { ...last, result, until: new Date().toISOString() }],
      };
}

function lostSentence(stack: string): string {
  return `this run lost its claim on stack ${stack} to another one, or the cluster was out of reach for too long, and stopped; type the same command again`;
}
