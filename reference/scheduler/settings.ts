import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";

/** What a stack tells this block's server beyond the common configuration; times in the units of their names. */
export interface SchedulerSettings {
  /** Who may ask, and the file with the token of each; in development without any, everybody but strangers. */
  readonly requestors: readonly { readonly id: string; readonly tokenFile: string }[];
  /** The path of the messaging part's service at the mediator: `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/messaging`. */
  readonly messagingPath?: string | undefined;
  /** Loopback and link-local addresses as targets of alerts: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed attempt; it doubles with each further one, up to a quarter of an hour. */
  readonly retryBaseMs: number;
  readonly giveUpAfterHours: number;
}

const SETTINGS = z.object({
  requestors: z.array(z.object({ id: z.string().min(1).max(200), tokenFile: z.string().min(1) })).default([]),
  messagingPath: z.string().startsWith("/").optional(),
  allowLoopbackTargets: z.boolean().optional(),
  retryBaseMs: z.number().int().min(1).max(60_000).default(1000),
  giveUpAfterHours: z.number().min(0).max(8760).default(48),
});

/** Reads the settings. Throws a TypeError with one sentence where they are wrong or do not fit the environment. */
export function readSettings({ settings, environment, mediator }: ReferenceConfig): SchedulerSettings {
  const parsed = SETTINGS.safeParse(settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { allowLoopbackTargets = environment === "development", ...rest } = parsed.data;
  if (environment !== "development" && rest.requestors.length === 0)
    throw new TypeError(`settings.requestors: in ${environment} somebody has to be named who may ask`);
  if (rest.messagingPath !== undefined && mediator === undefined)
    throw new TypeError("settings.messagingPath: there is no mediator on the way to it");
  return { ...rest, allowLoopbackTargets };
}
