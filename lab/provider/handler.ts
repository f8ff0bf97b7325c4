import type { Difference } from "./differences.ts";
import type { Properties } from "./properties.ts";

/** What the engine asks about one resource; secrets are revealed, as handlers need the values. */
export interface Request {
  /** Pulumi's type, such as `kubernetes:apps/v1:Deployment`. */
  type: string;
  id: string;
  /** The declared properties: for create and update the new ones. */
  inputs: Properties;
  /** What the state holds, as create, update or read answered it last. */
  state: Properties;
  /** Seconds that the caller allows; 0 for the provider's own limit. */
  timeout: number;
  /** Whether nothing may be changed. */
  preview: boolean;
}

/** What is wrong with an input. */
export interface Failure {
  property: string;
  reason: string;
}

/** A difference, and whether it means a new resource. */
export type ResourceDifference = Difference & { replaces: boolean };

/** The life of a kind of resource. */
export interface Handler {
  check(inputs: Properties): Promise<{ inputs: Properties; failures: Failure[] }>;
  diff(oldInputs: Properties, request: Request): Promise<ResourceDifference[]>;
  create(request: Request): Promise<{ id: string; state: Properties }>;
  /** undefined when the resource is gone. */
  read(request: Request): Promise<{ inputs: Properties; state: Properties } | undefined>;
  update(request: Request): Promise<Properties>;
  delete(request: Request): Promise<void>;
}

/** The resource is there but did not become ready: the engine keeps it in its state, and reports the reasons. */
export class NotReadyError extends Error {
  readonly id: string;
  readonly state: Properties;
  readonly reasons: string[];

  constructor(id: string, state: Properties, reasons: string[]) {
    super(
      `resource ${id} was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live`,
    );
    this.id = id;
    this.state = state;
    this.reasons = reasons;
  }
}
