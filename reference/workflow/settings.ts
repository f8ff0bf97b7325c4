import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";

const SETTINGS = z.object({
  allowLoopbackTargets: z.boolean().optional(),
  retryBaseMs: z.number().int().min(1).max(60_000).default(1000),
  giveUpAfterHours: z.number().min(0).max(8760).default(24),
  keepInstanceDays: z.number().min(0).max(36_500).default(365),
});

/** What a stack tells this block's server beyond the common configuration; times in the units of their names. */
export interface WorkflowSettings {
  /** Loopback and link-local addresses as targets of calls: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed attempt of a call; it doubles with each further one, up to a quarter of an hour. */
  readonly retryBaseMs: number;
  readonly giveUpAfterHours: number;
  /** How long instances are kept after their end. */
  readonly keepInstanceDays: number;
}

/** Reads the settings. Throws a TypeError with one sentence where they are wrong. */
export function readSettings({ settings, environment }: ReferenceConfig): WorkflowSettings {
  const parsed = SETTINGS.safeParse(settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { allowLoopbackTargets, ...rest } = parsed.data;
  return { ...rest, allowLoopbackTargets: allowLoopbackTargets ?? environment === "development" };
}
