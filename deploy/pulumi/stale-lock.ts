/** A lock on the engine's state, as the engine describes it when it finds one. */
export interface StateLock {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly since: string;
}

/** Reads the locks out of what the engine says when it is refused; none where that was not the reason. */
export function parseLocks(output: string): StateLock[] {
  if (!output.includes("the stack is currently locked by")) return [];
  const found = output.matchAll(/created by (.*?)@(\S+) \(pid (\d+)\) at (\S+)/g);
  return [...found].map(([, user = "", host = "", pid = "", since = ""]) => ({
    user,
    host,
    pid: Number(pid),
    since,
  }));
}

/** Whether the engine was refused because of a lock, with or without a description. */
export function isLocked(output: string): boolean {
  return /the stack is currently locked by|Another update is currently in progress/.test(output);
}

/**
 * The locks that hold: those of processes that live on this machine. The caller holds the stack's lease, so a lock
 * from another machine belongs to a run whose lease is dead.
 */
export function livingLocks(
  locks: readonly StateLock[],
  host: string,
  alive: (pid: number) => boolean,
): readonly StateLock[] {
  return locks.filter((lock) => lock.host === host && alive(lock.pid));
}
