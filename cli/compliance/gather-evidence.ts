import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import type {
  Evidence,
  EvidencePart,
  RecordEvidence,
  RuleEvidence,
} from "../../conformance/compliance/evidence.ts";
import { maskText } from "../../conformance/mask-text.ts";
import { readReport } from "../../conformance/read-report.ts";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { complianceTalk } from "../messages/compliance-en.ts";

const { absent } = complianceTalk;

/** What is recorded of runs against a stack. */
export interface RecordedRuns {
  /** Of the profile as it is now; SHA-256, hexadecimal. */
  readonly hash: string;
  /** The runs, oldest first. */
  readonly read: () => Promise<readonly RunRecord[]>;
}

/** A deployment whose evidence is wanted. */
export interface EvidenceSource {
  readonly stack: Stack;
  readonly engine: string;
  /** Where the reports go; below it lies the one of the last proof of a backup. */
  readonly reports: string;
  readonly recorded?: RecordedRuns;
}

/** What a run against addresses of nobody knows whom has to show: nothing besides its checks. */
export const foreignEvidence: Evidence = {
  parts: [],
  rules: absent.urlRules,
  records: absent.urlRecords,
  specifications: {},
};

/** The same for those parts of a stack that are asked at addresses. */
export function urlEvidence(stack: Stack, names: readonly string[]): Evidence {
  return { ...foreignEvidence, parts: partsOf(stack).filter(({ part }) => names.includes(part)) };
}

/**
 * What a deployment of ours has to show besides its checks. Manifests count where they were applied, and were made from
 * the profile as it is now; the record of runs where it can be read.
 */
export async function gatherEvidence({
  stack,
  engine,
  reports,
  recorded,
}: EvidenceSource): Promise<Evidence> {
  const known = { parts: partsOf(stack), specifications: {} };
  if (engine === "local") return { ...known, rules: absent.localRules, records: absent.localRecords };
  const runs = await readRecorded(recorded);
  if (typeof runs === "string") return { ...known, rules: runs, records: runs };
  const records = [...recordsOf(runs), ...provedBackup(join(reports, "verify", "report.json"))];
  // New secrets come with an application of the whole profile.
  const isApplied = ({ what, result }: RunRecord) =>
    (what === "up" || what === "secrets rotate") && result === "done";
  const applied = runs.findLast(isApplied);
  if (applied === undefined) return { ...known, rules: absent.unknownProfile, records };
  if (applied.profileHash !== recorded?.hash) return { ...known, rules: absent.otherProfile, records };
  return { ...known, rules: await examineRules(stack), records };
}

async function readRecorded(recorded: RecordedRuns | undefined): Promise<readonly RunRecord[] | string> {
  if (recorded === undefined) return absent.noRecord;
  try {
    return await recorded.read();
  } catch (error) {
    return absent.unreadable(maskText((error as Error).message));
  }
}

function partsOf({ parts }: Stack): EvidencePart[] {
  return parts.map(({ name, block, addedFor, external }) => ({
    part: name,
    block,
    isPlatform: addedFor !== undefined,
    isExternal: external !== undefined,
  }));
}

async function examineRules(stack: Stack): Promise<RuleEvidence> {
  const { synthStack } = await import("../../constructs/synth.ts");
  const { checkRules } = await import("../../constructs/rules/check-rules.ts");
  const findings = checkRules(await synthStack(stack), { stack });
  const unseen = findings.filter(({ state }) => state === "opaque").map(({ part }) => part);
  const broken = findings
    .filter(({ state }) => state !== "opaque")
    .map(({ rule, part, workload, grant }) => ({
      ...{ rule, part, workload },
      ...(grant === undefined ? {} : { grantedBy: grant.by }),
    }));
  return { broken, opaque: [...new Set(unseen)] };
}

/** What the record of runs proves, oldest first. */
export function recordsOf(runs: readonly RunRecord[]): RecordEvidence[] {
  const done = runs.filter(({ result }) => result === "done");
  return done.flatMap((run, index): RecordEvidence[] => {
    const { what, when } = run;
    if (what === "backup" || what === "restore") return [{ record: what, when }];
    if (what !== "up" || !changesNothing(run)) return [];
    const before = done.slice(0, index).findLast((one) => one.what === "up");
    const isSame = before?.profileHash !== undefined && before.profileHash === run.profileHash;
    return isSame ? [{ record: "unchanged-up", when }] : [];
  });
}

function changesNothing({ plan }: RunRecord): boolean {
  return plan !== undefined && Object.values(plan.counts).every((count) => count === 0);
}

/** A backup that was put into a stack beside the real one, whose checks passed: what `backup verify` leaves. */
function provedBackup(file: string): RecordEvidence[] {
  if (!existsSync(file)) return [];
  const report = readReport(readFileSync(file, "utf8"));
  if (typeof report === "string" || report["verdict"] !== "passed" || report.engine === "local") return [];
  return [{ record: "restore", when: report.startedAt }];
}
