import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { whyRefused } from "../target-address.ts";
import { code, type MemberDocument, member } from "./imconf.ts";

/** The mediator's settings, read: MediatorSettings of the contract and three times that tests shorten. */
export interface Settings {
  readonly domain: string;
  readonly instance: string;
  readonly members: readonly MemberDocument[];
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed delivery of an event, in milliseconds; it doubles with each further one. */
  readonly retryBaseMs: number;
  /** How long an application may take to begin its answer, in milliseconds. */
  readonly callTimeoutMs: number;
  /** The default TTL of a subscription in seconds; 3600 in the specification. */
  readonly defaultTtl: number;
}

const settings = z.object({
  domain: z.string().min(1),
  instance: code,
  members: z.array(member),
  allowLoopbackTargets: z.boolean(),
  retryBaseMs: z.number().int().min(1).max(60_000).default(250),
  callTimeoutMs: z.number().int().min(1).max(600_000).default(30_000),
  defaultTtl: z.number().int().min(1).default(3600),
});

/** Reads the settings out of a reference configuration; throws a TypeError with one sentence where they are wrong. */
export function readSettings(config: ReferenceConfig): Settings {
  const parsed = settings.safeParse(config.settings);
  if (!parsed.success) throw wrongShape("the mediator's settings", parsed.error);
  const refused = whyTargetsRefused(parsed.data.members, parsed.data.allowLoopbackTargets);
  if (refused !== undefined) throw new TypeError(`the mediator's settings: ${refused}`);
  return parsed.data;
}

/** One sentence for a document of the wrong shape. */
export function wrongShape(what: string, error: z.ZodError): TypeError {
  const issue = error.issues[0];
  const at = issue?.path.join(".");
  return new TypeError(
    `${what} have the wrong shape${at ? ` at ${at}` : ""}: ${issue?.message ?? "unknown"}`,
  );
}

/** The first reason why an address in the members cannot be a target; undefined where all can. */
export function whyTargetsRefused(
  members: readonly MemberDocument[],
  allowLoopback: boolean,
): string | undefined {
  if (allowLoopback) return undefined;
  const services = members.flatMap(({ applications }) => applications.flatMap((one) => one.services));
  return services
    .flatMap(({ serviceUrl, specUrl }) => [whyRefused(serviceUrl), whyRefused(specUrl)])
    .find(Boolean);
}
