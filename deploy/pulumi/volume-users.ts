import type { KubeObject } from "../../charts/spi/index.ts";
import type { Change } from "../engine.ts";

interface PodVolumes {
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
}

/** The claims that the pods of an object mount by name; those that a StatefulSet makes are not among them. */
export function mountedClaims(object: KubeObject): string[] {
  const spec = object["spec"] as
    | (PodVolumes & {
        readonly template?: { readonly spec?: PodVolumes };
        readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly spec?: PodVolumes } } };
      })
    | undefined;
  const pods = spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec ?? spec;
  return (pods?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

/**
 * The ids of what has a claim mounted that is made anew: a claim goes only when no pod uses it any more, so that these
 * go before it and come again after it.
 */
export function usersOfClaims(changes: readonly Change[]): ReadonlySet<string> {
  const anew = new Set(
    changes
      .filter(({ action, before }) => action === "replace" && before?.kind === "PersistentVolumeClaim")
      .map(({ before }) => `${before?.metadata.namespace}/${before?.metadata.name}`),
  );
  const uses = ({ before, after, action }: Change) =>
    (action === "same" || action === "update") &&
    before !== undefined &&
    after !== undefined &&
    mountedClaims(before).some((claim) => anew.has(`${before.metadata.namespace}/${claim}`));
  return new Set(changes.filter(uses).map(({ id }) => id));
}
