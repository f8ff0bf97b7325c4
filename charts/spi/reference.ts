import type { Block } from "./block.ts";
import type { Environment, ServiceIdentifier } from "./stack.ts";

/** The user and group of the processes of our own image. */
export const OWN_USER = 10_001;

/** The port on which a reference server listens in its pod. */
export const REFERENCE_PORT = 8080;

/** The port of its pod at which a server that speaks TLS says how it is, to anybody and nothing else. */
export const HEALTH_PORT = 8081;

/** The files of a folder with a certificate of the stack's authority: the key, the certificate, whom to trust. */
export const TLS_FILES = { key: "tls.key", certificate: "tls.crt", authority: "ca.crt" } as const;

/** TLS between the parts of a stack in a cluster; both ends show a certificate of the stack's own authority. */
export interface ReferenceTls {
  /** Holds the {@link TLS_FILES}, which may change under a running server. */
  readonly folder: string;
  /** Who may call, by the common names of their certificates; with `mutual-tls` only, and nobody else then. */
  readonly callers: readonly string[];
  /** The hosts that are called with the part's own certificate; all others as anybody calls them. */
  readonly hosts: readonly string[];
}

/**
 * All that a reference server is told, as one JSON value: in memory when the local engine starts it, as a mounted
 * file in a cluster. Between the two only addresses differ.
 */
export interface ReferenceConfig {
  readonly stack: string;
  readonly part: string;
  readonly block: Block;
  readonly environment: Environment;
  readonly identifier: ServiceIdentifier;
  /** `none` on loopback, and in a cluster where some caller of the part has no certificate (docs/tls.md). */
  readonly clientAuthentication: "none" | "mutual-tls";
  /** Present where the part has a certificate: in a cluster, in a stack with an authority. */
  readonly tls?: ReferenceTls;
  /**
   * The file with the token that callers of management operations have to present. Absent on loopback, where a
   * reference server is for development and nobody is authenticated.
   */
  readonly managementTokenFile?: string;
  /** The base URL of the mediator, where the part calls others. */
  readonly mediator?: string;
  /** Organization names by member identifier `CLASS/CODE`, for audit records that people read. */
  readonly institutions: Readonly<Record<string, string>>;
  /** The block's own settings; each reference server checks the shape of its own. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Seed document of the block (docs/seeds.md), loaded once into an empty store. */
  readonly seed?: unknown;
}

/** What the information mediator's settings hold: who may call what, and where it runs. */
export interface MediatorSettings {
  readonly domain: string;
  readonly instance: string;
  readonly members: readonly MediatorMember[];
  /** Loopback and link-local addresses as targets: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
}

/** A member organization in the mediator's configuration (IM Configuration Management API, IMconf). */
export interface MediatorMember {
  readonly name: string;
  readonly class: string;
  readonly code: string;
  readonly applications: readonly MediatorApplication[];
}

/** An application (X-Road: subsystem) of a member. */
export interface MediatorApplication {
  readonly id: string;
  readonly connection: "http" | "https";
  readonly services: readonly MediatorService[];
}

/** A service of an application and who may call it; `rights` name applications as `CLASS/CODE/APPLICATION`. */
export interface MediatorService {
  readonly id: string;
  readonly specUrl: string;
  readonly serviceUrl: string;
  readonly rights: readonly {
    readonly memberClass: string;
    readonly memberCode: string;
    readonly applicationId: string;
  }[];
}
