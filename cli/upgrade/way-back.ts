import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { judgePartData, type PartData } from "../../deploy/backup/part-data.ts";
import { readPassphrase } from "../../deploy/backup/passphrase.ts";
import { beforeJumps, type Jump } from "../../deploy/upgrade/judge-jumps.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { AskedUpgrade } from "../plan/plan-stack.ts";

/** What an upgrade was told on the command line. */
export interface UpgradeFlags {
  readonly backupTo?: string;
  readonly keyFile?: string;
  readonly withoutBackup?: true;
  /** `keep` or `rollback`. */
  readonly onFailedChecks?: string;
}

/** Whether an upgrade that has begun is the one that is asked for now. */
export function goesOn({ jumps, mark }: AskedUpgrade): boolean {
  return mark?.phase === "begun" && jumps.every((jump) => mark.parts.some((one) => isSame(one, jump)));
}

/** The parts that go to another release and have data, in the stack's order. */
export function dataOfJumps(
  stack: Stack,
  manifests: readonly Manifest[],
  jumps: readonly Jump[],
): PartData[] {
  return judgePartData(stack, manifests).filter(
    ({ part, state }) =>
      (state === "declared" || state === "undeclared") && jumps.some((jump) => jump.part === part.name),
  );
}

/** Refuses flags that have no meaning where they stand. */
export function checkUpgradeFlags(flags: UpgradeFlags & { readonly target: string }): void {
  const { onFailedChecks = "keep" } = flags;
  if (onFailedChecks !== "keep" && onFailedChecks !== "rollback")
    throw new UsageError(say.upgrade.badFailed(onFailedChecks));
  if (flags.target === "cluster") return;
  const given = [
    ...(flags.backupTo === undefined ? [] : ["--backup-to"]),
    ...(flags.withoutBackup ? ["--without-backup"] : []),
    ...(onFailedChecks === "rollback" ? ["--on-failed-checks rollback"] : []),
  ];
  if (given[0] !== undefined) throw new UsageError(say.upgrade.forCluster(given[0]));
}

/**
 * Refuses an upgrade of stored data that begins without a backup, unless that was asked for, and one that is to go back
 * where checks fail and could not. What needs no asking passes.
 */
export function requireWayBack(
  stack: Stack,
  manifests: readonly Manifest[],
  asked: AskedUpgrade,
  flags: UpgradeFlags,
): void {
  const { jumps, mark } = asked;
  const goesBack = flags.onFailedChecks === "rollback";
  if (goesBack) requireOlder(stack, [...jumps, ...(mark?.parts ?? [])]);
  if (goesBack && mark?.backup !== undefined) readPassphrase(process.env, flags.keyFile, false);
  if (jumps.length === 0 || goesOn(asked)) return;
  if (mark?.phase === "begun") {
    const begun = mark.parts.map(({ part }) => part);
    throw new UsageError(say.upgrade.otherBegun(begun), say.upgrade.otherBegunHint);
  }
  const data = dataOfJumps(stack, manifests, jumps);
  if (data.length === 0) return;
  if (!flags.withoutBackup) requireBackup(data, flags);
  else if (goesBack) throw new UsageError(say.upgrade.nothingToGoBackTo);
}

function requireBackup(data: readonly PartData[], { backupTo, keyFile }: UpgradeFlags): void {
  const undeclared = data.filter(({ state }) => state === "undeclared").map(({ part }) => part.name);
  if (undeclared.length > 0)
    throw new UsageError(say.upgrade.undeclared(undeclared), say.upgrade.undeclaredHint);
  const names = data.map(({ part }) => part.name);
  if (backupTo === undefined) throw new UsageError(say.upgrade.noBackup(names), say.upgrade.noBackupHint);
  readPassphrase(process.env, keyFile, true);
}

/** The stack as it was before these jumps; wrong use where the catalog cannot install it any more. */
export function requireOlder(stack: Stack, jumps: readonly Jump[]): Stack {
  const older = beforeJumps(stack, jumps);
  if (older !== undefined) return older;
  const told = jumps.map(({ part, from, to }) => say.upgrade.arrow(part, from, to));
  throw new UsageError(say.upgrade.noOlder(told), say.upgrade.noOlderHint);
}

function isSame(one: Jump, other: Jump): boolean {
  return (
    one.part === other.part && one.product === other.product && one.from === other.from && one.to === other.to
  );
}
