import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";

/** A host that webhooks may go to, at this port. */
export interface WebhookHost {
  readonly host: string;
  readonly port: number;
}

/** What a stack tells this block's server beyond the common configuration. */
export interface ConsentSettings {
  /** The registered hosts; undefined: all, which is for development. */
  readonly webhookHosts?: readonly WebhookHost[] | undefined;
  /** Loopback addresses as targets of webhooks: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed delivery; it doubles with each further one. */
  readonly retryBaseMs: number;
}

const SETTINGS = z.object({
  webhookHosts: z
    .array(z.object({ host: z.string().min(1).max(253).toLowerCase(), port: z.int().min(1).max(65_535) }))
    .optional(),
  allowLoopbackTargets: z.boolean().optional(),
  retryBaseMs: z.int().min(1).max(60_000).default(1000),
});

/** Reads the settings. Throws a TypeError with one sentence where they are wrong. */
export function readSettings({ settings, environment }: ReferenceConfig): ConsentSettings {
  const parsed = SETTINGS.safeParse(settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const isDevelopment = environment === "development";
  const { allowLoopbackTargets = isDevelopment, webhookHosts, retryBaseMs } = parsed.data;
  return {
    retryBaseMs,
    allowLoopbackTargets,
    webhookHosts: webhookHosts ?? (isDevelopment ? undefined : []),
  };
}
