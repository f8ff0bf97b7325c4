/**
 * A Secret by its name in the part's own namespace. The engine makes it, and pods carry its generation, unless it is
 * the `operator`'s: made by hand, or by a controller of the cluster.
 */
export interface ExistingSecret {
  readonly name: string;
  readonly madeBy?: "operator";
}

/** A Secret in the folder where a server reads it; the process's group may read it and nobody write it. */
export interface MountedSecret {
  readonly secret: ExistingSecret;
  readonly folder: string;
}
