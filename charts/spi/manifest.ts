/** A Kubernetes object as it will be applied. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** One object of a part. */
export interface Manifest {
  /** The part it belongs to. */
  readonly part: string;
  /** `GROUP/NAMESPACE/KIND/NAME`; the group of core objects is `core`, the namespace of cluster objects `-`. */
  readonly id: string;
  readonly object: KubeObject;
}

/** The id of an object: with the API group and without the version, so that a new version is the same object. */
export function manifestId(object: KubeObject): string {
  const [group, version] = object.apiVersion.split("/");
  return [
    version === undefined ? "core" : group,
    object.metadata.namespace ?? "-",
    object.kind,
    object.metadata.name,
  ].join("/");
}
