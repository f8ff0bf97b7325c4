/** A lease that was not renewed for this long is dead, in seconds. */
export const DURATION_S = 15;

/** A Lease as the API serves it, as far as this tool reads it. */
export interface LeaseObject {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly acquireTime?: string | null;
    readonly renewTime?: string | null;
    readonly leaseDurationSeconds?: number | null;
  };
}

/** Who holds a lease: `USER@HOST:PID+ID`. */
export interface Holder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

/** What a lease means for one who wants it. */
export type LeaseState = "free" | "dead" | "doubtful" | "living";

/** Reads the holder out of a lease's identity. */
export function parseHolder(identity: string): Holder | undefined {
  const match = /^(.*)@(.*):(\d+)\+[0-9a-f]+$/.exec(identity);
  return match === null ? undefined : { user: match[1] ?? "", host: match[2] ?? "", pid: Number(match[3]) };
}

/**
 * Judges a lease at a time. On the holder's own machine its process says whether it lives; from elsewhere an expired
 * lease is only doubtful, because the two clocks may differ.
 */
export function judgeLease(
  lease: LeaseObject,
  now: number,
  host: string,
  alive: (pid: number) => boolean,
): LeaseState {
  const { holderIdentity, renewTime, leaseDurationSeconds } = lease.spec ?? {};
  if (!holderIdentity) return "free";
  const holder = parseHolder(holderIdentity);
  if (holder?.host === host && !alive(holder.pid)) return "dead";
  const until = Date.parse(renewTime ?? "") + (leaseDurationSeconds ?? DURATION_S) * 1000;
  return Number.isNaN(until) || now > until ? "doubtful" : "living";
}
