import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { CustomResource, ProviderResource } from "@pulumi/pulumi/resource.js";
import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { isHelmRelease, releaseInputs } from "./helm-release.ts";
import { dependenciesOf } from "./layers.ts";
import { appliedObject, isKept, timeoutsOf, typeOf } from "./resource.ts";
import { PROVIDER_VERSION } from "./tools.ts";
import { PROVIDER_NAME } from "./workspace-names.ts";

/** The cluster as the program needs it. */
export interface ClusterInputs {
  /** A kubeconfig of this cluster alone, as text. */
  readonly kubeconfig: string;
  readonly uid: string;
}

/** What the provider is configured with; the kubeconfig apart, which is secret. */
export function providerSettings(uid: string): Record<string, string> {
  return {
    // Without it the provider guesses from the kubeconfig, and a new token could replace every object.
    clusterIdentifier: uid,
    // Without it a changed ConfigMap is deleted and made anew, and is gone where that fails.
    enableConfigMapMutable: "true",
    enableSecretMutable: "true",
    enableServerSideApply: "true",
    // All objects are known as ours before an update begins: a field changed by hand comes back.
    enablePatchForce: "true",
  };
}

/**
 * The program that declares every manifest as one resource named by its id. `knownTypes` gives the type that an id
 * has in the state, so that an object whose API version moved on stays the same object.
 */
export function createProgram(
  stack: Stack,
  manifests: readonly Manifest[],
  cluster: ClusterInputs,
  knownTypes: ReadonlyMap<string, string>,
): PulumiFn {
  return async () => {
    const pulumi = await import("@pulumi/pulumi");
    class Applied extends pulumi.CustomResource {}
    const provider = await declareProvider(cluster);
    const declared = new Map<string, CustomResource>();
    const dependencies = dependenciesOf(stack, manifests);
    const declare = (manifest: Manifest): CustomResource => {
      const known = declared.get(manifest.id);
      if (known !== undefined) return known;
      const object = appliedObject(manifest.object);
      const type = typeOf(object);
      const before = knownTypes.get(manifest.id);
      const resource = new Applied(type, manifest.id, propertiesOf(object, pulumi.secret), {
        provider,
        dependsOn: (dependencies.get(manifest.id) ?? []).map((id) => declare(byId.get(id) as Manifest)),
        customTimeouts: timeoutsOf(object),
        retainOnDelete: isKept(object),
        ...(before !== undefined && before !== type ? { aliases: [{ type: before }] } : {}),
      });
      declared.set(manifest.id, resource);
      return resource;
    };
    const byId = new Map(manifests.map((manifest) => [manifest.id, manifest]));
    for (const manifest of manifests) declare(manifest);
  };
}

/** The program that declares the provider alone, so that a removal uses today's credentials. */
export function createProviderProgram(cluster: ClusterInputs): PulumiFn {
  return async () => void (await declareProvider(cluster));
}

async function declareProvider(cluster: ClusterInputs): Promise<ProviderResource> {
  const pulumi = await import("@pulumi/pulumi");
  class Provider extends pulumi.ProviderResource {}
  return new Provider(
    "kubernetes",
    PROVIDER_NAME,
    { ...providerSettings(cluster.uid), kubeconfig: pulumi.secret(cluster.kubeconfig) },
    { version: PROVIDER_VERSION },
  );
}

function propertiesOf(object: KubeObject, secret: (value: unknown) => unknown): Record<string, unknown> {
  if (isHelmRelease(object)) return releaseInputs(object);
  const properties = { ...object } as Record<string, unknown>;
  if (properties["kind"] !== "Secret") return properties;
  for (const key of ["data", "stringData"]) {
    if (properties[key] !== undefined) properties[key] = secret(properties[key]);
  }
  return properties;
}
