import type { KubeObject, Manifest, Part, Stack } from "../../charts/spi/index.ts";
import { parseBytes } from "../../constructs/quantity.ts";
import { isOpaque } from "../../constructs/rules/opaque.ts";
import type { StackVersion, SwapStep } from "./stack-version.ts";
import type { ClaimFate, ClaimTrouble, DataFate, OpaqueObject } from "./swap-summary.ts";

interface Claim {
  readonly part: Part;
  readonly namespace: string;
  readonly name: string;
  readonly storage: string;
  readonly storageClass: string;
  readonly modes: string;
  /** Whether a StatefulSet makes it. */
  readonly isMade: boolean;
}

interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

/**
 * What becomes of the volumes: `up` keeps every claim and secret that the changed profile no longer has, and mounts
 * a claim of the same name as it is (docs/adr/0006). Claims of parts that the swap does not touch are left out.
 */
export function describeData(step: SwapStep): DataFate {
  const { before, after, part } = step;
  const touched = touchedParts(step);
  const old = claimsOf(before).filter((claim) => touched.has(claim.part.name));
  const now = after === undefined ? [] : claimsOf(after).filter((claim) => touched.has(claim.part.name));
  const same = (claim: Claim) => now.find((each) => idOf(each) === idOf(claim));
  const fresh = now.filter((claim) => old.every((each) => idOf(each) !== idOf(claim)));
  const seed = before.stack.parts.find(({ name }) => name === part)?.seed;
  return {
    claims: [
      ...old.map((claim) => (after === undefined ? fateOf(claim, "unknown") : oldFate(claim, same(claim)))),
      ...fresh.map((claim) => fateOf(claim, "new")),
    ],
    secrets: after === undefined ? [] : leftSecrets(before, after),
    opaque: opaqueObjects(before, after, touched),
    ...(seed === undefined ? {} : { seed: part }),
  };
}

/** The swapped part, what was or is there for it alone, and what comes or goes. */
function touchedParts({ part, before, after }: SwapStep): Set<string> {
  const stacks = [before.stack, after?.stack].filter((stack) => stack !== undefined);
  const has = (stack: Stack, name: string) => stack.parts.some((each) => each.name === name);
  const names = stacks
    .flatMap((stack) => stack.parts)
    .filter(({ name, addedFor }) => {
      return name === part || addedFor === part || !stacks.every((stack) => has(stack, name));
    })
    .map(({ name }) => name);
  return new Set(names);
}

/** The claims that manifests ask for, and those that their StatefulSets make. */
function claimsOf({ stack, manifests }: StackVersion): Claim[] {
  return manifests.flatMap(({ part: name, object }) => {
    const part = stack.parts.find((each) => each.name === name);
    if (part === undefined) return [];
    const claim = (text: string, spec: ClaimSpec): Claim => ({
      part,
      namespace: object.metadata.namespace ?? "",
      name: text,
      storage: spec.resources?.requests?.storage ?? "0",
      storageClass: spec.storageClassName ?? "",
      modes: (spec.accessModes ?? []).join(" "),
      isMade: object.kind === "StatefulSet",
    });
    if (object.kind === "PersistentVolumeClaim")
      return [claim(object.metadata.name, object["spec"] as ClaimSpec)];
    return templatesOf(object).flatMap(({ metadata, spec }) =>
      Array.from({ length: replicasOf(object) }, (_, index) =>
        claim(`${metadata.name}-${object.metadata.name}-${index}`, spec),
      ),
    );
  });
}

function templatesOf(object: KubeObject): { metadata: { name: string }; spec: ClaimSpec }[] {
  if (object.kind !== "StatefulSet") return [];
  const spec = object["spec"] as { volumeClaimTemplates?: { metadata: { name: string }; spec: ClaimSpec }[] };
  return spec.volumeClaimTemplates ?? [];
}

function replicasOf(object: KubeObject): number {
  return (object["spec"] as { replicas?: number }).replicas ?? 1;
}

const idOf = ({ namespace, name }: Claim): string => `${namespace}/${name}`;

function fateOf({ part, namespace, name, storage }: Claim, fate: ClaimFate["fate"]): ClaimFate {
  return { namespace, name, part: part.name, product: part.product.id, storage, fate };
}

function oldFate(old: Claim, now: Claim | undefined): ClaimFate {
  if (now === undefined) return fateOf(old, "unused");
  const kept = fateOf(old, "taken-over");
  // A StatefulSet takes the claim that it finds; only a claim among the manifests has to be as they say.
  if (old.isMade || now.isMade) return kept;
  const differ = (trouble: ClaimTrouble, wanted: string): ClaimFate => ({ ...kept, trouble, wanted });
  if (parseBytes(now.storage) !== parseBytes(old.storage)) return differ("size", now.storage);
  if (old.storageClass !== now.storageClass) return differ("class", now.storageClass);
  return old.modes === now.modes ? kept : differ("modes", now.modes);
}

function leftSecrets(before: StackVersion, after: StackVersion): string[] {
  const ids = new Set(after.manifests.map(({ id }) => id));
  return before.manifests
    .filter(({ id, object }) => object.kind === "Secret" && !ids.has(id))
    .map(({ object: { metadata } }) => `${metadata.namespace}/${metadata.name}`);
}

function opaqueObjects(
  before: StackVersion,
  after: StackVersion | undefined,
  touched: ReadonlySet<string>,
): OpaqueObject[] {
  const ids = new Set(after?.manifests.map(({ id }) => id));
  const fate = ({ id }: Manifest) => (ids.has(id) ? "stays" : "removed");
  return before.manifests
    .filter(({ part, object }) => touched.has(part) && isOpaque(object))
    .map((manifest) => ({
      kind: manifest.object.kind,
      namespace: manifest.object.metadata.namespace ?? "",
      name: manifest.object.metadata.name,
      part: manifest.part,
      fate: after === undefined ? "unknown" : fate(manifest),
    }));
}
