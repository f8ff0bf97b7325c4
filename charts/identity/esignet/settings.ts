import type { Part, Stack } from "../../spi/index.ts";
import type { EsignetOptions } from "./options.ts";

/** What the bootstrap job is told; keys by the files that they are mounted at. */
export interface EsignetSetup {
  /** Base URL of eSignet inside the cluster, without a slash at its end. */
  readonly url: string;
  /** What its discovery has to say. */
  readonly issuer: string;
  /** Base URL of the mock identity system inside the cluster. */
  readonly identitiesUrl: string;
  readonly clients: readonly ClientSetup[];
  /** Client ids that are switched off. */
  readonly retired: readonly string[];
  readonly people: readonly MockIdentity[];
}

/** A part that signs people in. */
export interface ClientSetup {
  readonly id: string;
  readonly title: string;
  /** Who it is to the identity system: people have another pseudonym with each one. */
  readonly relyingParty: string;
  readonly logoUri: string;
  readonly redirectUris: readonly string[];
  readonly claims: readonly string[];
  readonly contexts: readonly string[];
  /** Its public key (SPKI, PEM). */
  readonly publicKeyFile: string;
}

/** A person as the mock identity system takes it, without what nobody is to know: PIN and password. */
export interface MockIdentity {
  readonly individualId: string;
  readonly [field: string]: string | readonly LanguageText[];
}

/** A text in a language (ISO 639-2). */
export interface LanguageText {
  readonly language: string;
  readonly value: string;
}

/** The address at which browsers find it, and its issuer. */
export function publicUrlOf(
  { domain }: Pick<Stack, "domain">,
  part: Pick<Part, "name">,
  { publicUrl }: Pick<EsignetOptions, "publicUrl">,
): string {
  return publicUrl ?? `https://${part.name}.${domain}`;
}

/** The id of a part's client. */
export function clientIdOf({ clientIds }: Pick<EsignetOptions, "clientIds">, part: string): string {
  return clientIds[part] ?? part;
}

/** What stands before the last word of each authentication context's name. */
export const CONTEXT_PREFIXES: Readonly<Record<EsignetOptions["acrNames"], string>> = {
  govstack: "idbb:acr:",
  mosip: "mosip:idp:acr:",
};
