import {
  backupOf,
  HOLDS_DATA_ANNOTATION,
  type KubeObject,
  type Manifest,
  type Part,
  type Stack,
} from "../../charts/spi/index.ts";

/** What is known of a part's data. */
export interface PartData {
  readonly part: Part;
  /**
   * `declared`: its product says how they are taken. `none`: it has none of its own. `elsewhere`: it runs outside of
   * the stack, and who runs it backs it up. `undeclared`: it has data and nobody has said how to take them.
   */
  readonly state: "declared" | "none" | "elsewhere" | "undeclared";
}

/** Kinds that keep something; those of operators are told by the annotation. */
const KEEPING = ["PersistentVolumeClaim", "HelmRelease"];

/** Tells of every part of a stack, in order, what becomes of its data in a backup. */
export function judgePartData(stack: Stack, manifests: readonly Manifest[]): PartData[] {
  const keeping = new Set(manifests.filter(({ object }) => keepsData(object)).map(({ part }) => part));
  return stack.parts.map((part) => ({ part, state: stateOf(part, keeping.has(part.name)) }));
}

/** The parts that have data of which nobody has said how they are backed up. */
export function notBackedUp(stack: Stack, manifests: readonly Manifest[]): string[] {
  const undeclared = judgePartData(stack, manifests).filter(({ state }) => state === "undeclared");
  return undeclared.map(({ part }) => part.name);
}

function stateOf(part: Part, keepsData: boolean): PartData["state"] {
  if (part.external !== undefined) return "elsewhere";
  if (backupOf(part.product) !== undefined) return "declared";
  return keepsData ? "undeclared" : "none";
}

function keepsData(object: KubeObject): boolean {
  if (KEEPING.includes(object.kind) || HOLDS_DATA_ANNOTATION in (object.metadata.annotations ?? {}))
    return true;
  const { volumeClaimTemplates } = (object["spec"] ?? {}) as { volumeClaimTemplates?: readonly unknown[] };
  return volumeClaimTemplates !== undefined && volumeClaimTemplates.length > 0;
}
