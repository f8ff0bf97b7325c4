import {
  GENERATE_ANNOTATION,
  keysOfValue,
  type Manifest,
  ROTATABLE_ANNOTATION,
  type SecretRequest,
} from "../charts/spi/index.ts";

/** A Secret that a manifest asks for. */
export interface AskedSecret {
  readonly part: string;
  /** The manifest's id. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly values: SecretRequest;
  readonly rotatable: boolean;
  /** Why it cannot be rotated; empty where it can. */
  readonly why: string;
}

/** The Secrets that manifests ask for, in their order. */
export function askedSecrets(manifests: readonly Manifest[]): AskedSecret[] {
  return manifests.flatMap(({ part, id, object }) => {
    const request = object.metadata.annotations?.[GENERATE_ANNOTATION];
    if (object.kind !== "Secret" || request === undefined) return [];
    const rotatable =
      object.metadata.annotations?.[ROTATABLE_ANNOTATION] ?? "false: its manifest does not say that it can";
    const { name, namespace = "default" } = object.metadata;
    const values = JSON.parse(request) as SecretRequest;
    const why = rotatable === "true" ? "" : rotatable.replace(/^false: /, "");
    return [{ part, id, namespace, name, values, rotatable: why === "", why }];
  });
}

/** The keys that a Secret's requests lead to, sorted. */
export function keysOf(request: SecretRequest): string[] {
  return Object.entries(request)
    .flatMap(([key, value]) => keysOfValue(key, value))
    .sort();
}
