import type { Block } from "./block.ts";
import type { Environment, ServiceIdentifier } from "./stack.ts";

/** The user and group of the processes of our own image. */
export const OWN_USER = 10_001;

/** The port on which a reference server listens in its pod. */
export const REFERENCE_PORT = 8080;

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
  /** `none` only on loopback or behind a NetworkPolicy in development. */
  readonly clientAuthentication: "none" | "mutual-tls";
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
