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

/** On an object that takes data with it when it is removed: `down` leaves it, as it leaves volumes. */
export const HOLDS_DATA_ANNOTATION = "country-stack/holds-data";

/** One object of a part. */
export interface Manifest {
  /** The part it belongs to. */
  readonly part: string;
  /** `GROUP/NAMESPACE/KIND/NAME`; the group of core objects is `core`, the namespace of cluster objects `-`. */
  readonly id: string;
  readonly object: KubeObject;
}

/** On an object that may take days because it waits for people: nobody waits for it. */
export const NOT_AWAITED_ANNOTATION = "country-stack/not-awaited";

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
