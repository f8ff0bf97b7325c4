import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";

/** The mail server that hands e-mails on. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything is said, or `none` in development. */
  readonly security: "none" | "starttls" | "tls";
  /** The address that the mail server may send for; every e-mail is from it. */
  readonly from: string;
  /** The authority of its certificate (PEM), where it is not one that everybody knows. */
  readonly ca?: string | undefined;
}

/** What a stack tells this block's server beyond the common configuration; times in the units of their names. */
export interface MessagingSettings {
  /** Without it, in development, e-mails go to a mailbox inside the server. */
  readonly smtp?: SmtpSettings | undefined;
  /** A folder with the files `username` and `password`, where the mail server asks for them. */
  readonly credentialsFolder?: string | undefined;
  /** The file with the key under which content is kept; without it one is made in the data folder. */
  readonly keyFile?: string | undefined;
  /** Loopback and link-local addresses as targets of call-backs: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed attempt; it doubles with each further one, up to a quarter of an hour. */
  readonly retryBaseMs: number;
  readonly giveUpAfterHours: number;
  readonly keepContentHours: number;
  readonly keepStatusDays: number;
}

const hours = z.number().min(0).max(8760);

const SETTINGS = z.object({
  smtp: z
    .object({
      host: z.string().min(1).max(253),
      port: z.number().int().min(1).max(65_535),
      security: z.enum(["none", "starttls", "tls"]),
      from: z.email(),
      ca: z.string().optional(),
      secretRef: z.string().optional(),
    })
    .optional(),
  credentialsFolder: z.string().optional(),
  keyFile: z.string().optional(),
  allowLoopbackTargets: z.boolean().optional(),
  retryBaseMs: z.number().int().min(1).max(60_000).default(1000),
  giveUpAfterHours: hours.default(48),
  keepContentHours: hours.default(24),
  keepStatusDays: hours.default(30),
});

/** Reads the settings. Throws a TypeError with one sentence where they are wrong or do not fit the environment. */
export function readSettings({ settings, environment }: ReferenceConfig): MessagingSettings {
  const parsed = SETTINGS.safeParse(settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { smtp, credentialsFolder, allowLoopbackTargets, ...rest } = parsed.data;
  const isDevelopment = environment === "development";
  if (smtp === undefined && !isDevelopment)
    throw new TypeError(`settings.smtp: ${environment} has no mailbox of its own and needs a mail server`);
  if (smtp?.security === "none" && !isDevelopment)
    throw new TypeError("settings.smtp.security: without encryption is for development only");
  if (smtp?.secretRef !== undefined && credentialsFolder === undefined)
    throw new TypeError(
      `settings.smtp.secretRef: the Secret ${smtp.secretRef} is in a cluster; on this machine leave smtp out`,
    );
  return { ...rest, smtp, credentialsFolder, allowLoopbackTargets: allowLoopbackTargets ?? isDevelopment };
}
