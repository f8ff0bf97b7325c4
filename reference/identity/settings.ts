import { z } from "zod";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { CLAIMS } from "./client-request.ts";

/** The algorithms by which tokens can be signed; the specification's is the first. */
export const SIGNING_ALGORITHMS = ["RS256", "PS256", "ES256"] as const;

const origin = z
  .string()
  .regex(/^https?:\/\/[^/?#\s@]+$/, "an address without a path, such as https://id.gov.example");

const client = z.object({
  id: z.string().min(1).max(50),
  name: z.string().min(1).max(256),
  relyingParty: z.string().min(1).max(50),
  redirectUris: z.array(z.string().min(1)).min(1),
  claims: z.array(z.enum(CLAIMS)),
  /** Its public key (SPKI, PEM). */
  publicKeyFile: z.string().min(1),
});

const seconds = z.number().int().min(1).max(86_400);

const settings = z.object({
  issuer: origin.optional(),
  /** Further addresses at which it is reached, such as a gateway's. */
  publicUrls: z.array(origin).default([]),
  /** Its own addresses inside the cluster. */
  addresses: z.array(origin).default([]),
  accessTokenMinutes: z.number().int().min(1).max(60).default(5),
  keyRotationDays: z.number().int().min(1).max(3650).default(90),
  signingAlgorithm: z.enum(SIGNING_ALGORITHMS).default("RS256"),
  encryptUserinfo: z.boolean().default(false),
  deliverCodes: z.enum(["development", "messaging"]).default("development"),
  /** The path of the messaging part's service at the mediator: `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/messaging`. */
  messagingPath: z.string().startsWith("/").optional(),
  /** Clients of the stack's own parts; those of the API and the seed are in the store. */
  clients: z.array(client).default([]),
  /** Wallets' backends and those with whom credentials are shared, with the file of the API key of each. */
  partners: z.array(z.object({ id: z.string().min(1), apiKeyFile: z.string().min(1) })).default([]),
  /** How long a one-time code is good, and how long somebody is locked after too many wrong ones. */
  codeSeconds: seconds.default(180),
  lockSeconds: seconds.default(900),
  /** How many codes a person can be sent in the time that one is good for. */
  sendLimit: z.number().int().min(1).default(5),
  linkCodeSeconds: seconds.default(120),
  /** How long link-status and link-auth-code wait. */
  pollMs: z.number().int().min(0).max(2500).default(2000),
  authorizationCodeSeconds: seconds.default(60),
});

/** What a stack tells this block's server beyond the common configuration (docs/products/identity-reference.md). */
export type Settings = z.output<typeof settings>;

/** A client of one of the stack's own parts. */
export type StackClient = Settings["clients"][number];

/** Reads the settings. Throws a TypeError with one sentence that names the place. */
export function readSettings(config: ReferenceConfig): Settings {
  const parsed = settings.safeParse(config.settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { deliverCodes, messagingPath } = parsed.data;
  if (deliverCodes === "messaging" && (messagingPath === undefined || config.mediator === undefined))
    throw new TypeError("settings.deliverCodes: there is no messaging part to deliver one-time codes");
  return parsed.data;
}
