/** A backup as a place lists it. */
export interface StoredBackup {
  /** Its name in the place. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly stack: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Parts that have data which are not in it; undefined where its beginning cannot be read. */
  readonly missing?: readonly string[];
}

/** How many backups stay, and for how long; without either, all. */
export interface Retention {
  /** The newest that stay, at least 1. */
  readonly keep?: number;
  /** Days for which each stays. */
  readonly keepDays?: number;
}

const DAY_MS = 86_400_000;

/**
 * The backups of a stack that may go, oldest first. One stays that is among the newest `keep` or younger than
 * `keepDays`. `proved` was read back whole just now and always stays, and so does the newest one that lacks no part:
 * whatever the numbers say, the only good one is never deleted. What cannot be read is nobody's to delete.
 */
export function chooseExpired(
  backups: readonly StoredBackup[],
  proved: string,
  { keep, keepDays }: Retention,
  now: number,
): StoredBackup[] {
  if (keep === undefined && keepDays === undefined) return [];
  const newestFirst = [...backups].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const whole = newestFirst.find(({ missing }) => missing?.length === 0);
  const staying = new Set([proved, whole?.name]);
  const isYoung = ({ createdAt }: StoredBackup) =>
    keepDays !== undefined && now - Date.parse(createdAt) < keepDays * DAY_MS;
  return newestFirst
    .filter((backup, index) => !(keep !== undefined && index < keep) && !isYoung(backup))
    .filter(({ name, missing }) => missing !== undefined && !staying.has(name))
    .reverse();
}
