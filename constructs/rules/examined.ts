import { type Manifest, type Part, partOf, type Stack } from "../../charts/spi/index.ts";
import type { ImageRewrite } from "../mirror.ts";
import { type Fields, fieldsAt, fieldsOf, type Keys, listAt, pointerTo, textAt, valueAt } from "./fields.ts";
import { isOpaque } from "./opaque.ts";
import type { Deviation, DeviationParams } from "./rule.ts";

/** The pods that an object makes. */
export interface Pod {
  readonly manifest: Manifest;
  /** Leads to the pod's template in the object. */
  readonly keys: Keys;
  readonly metadata: Fields;
  readonly spec: Fields;
}

/** The lists of a pod that hold containers. */
export const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"] as const;

/** One container of a pod. */
export interface Container {
  readonly pod: Pod;
  readonly list: (typeof CONTAINER_LISTS)[number];
  readonly name: string;
  /** Leads to it in the object. */
  readonly keys: Keys;
  readonly spec: Fields;
}

/** The objects of a stack as rules look at them. */
export interface Examined {
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
  readonly pods: readonly Pod[];
  readonly containers: readonly Container[];
  /** What makes an image of a release the one that is installed. */
  readonly rewrite: ImageRewrite;
}

/** Looks through the objects once for all rules. */
export function examine(stack: Stack, manifests: readonly Manifest[], rewrite: ImageRewrite): Examined {
  const pods = manifests.flatMap(podOf);
  return { stack, manifests, pods, containers: pods.flatMap(containersOf), rewrite };
}

/** The objects of these kinds. */
export function ofKind({ manifests }: Examined, ...kinds: readonly string[]): Manifest[] {
  return manifests.filter(({ object }) => kinds.includes(object.kind));
}

/** The part that an object belongs to. */
export function partFor({ stack }: Examined, manifest: Manifest): Part {
  return partOf(stack, manifest.part);
}

/** Whether the part's pods are made by something that was not looked into. */
export function hasOpaqueContents({ manifests }: Pick<Examined, "manifests">, part: string): boolean {
  return manifests.some((manifest) => manifest.part === part && isOpaque(manifest.object));
}

/** Where the pod stands in the kinds that make some; other kinds are looked at where Deployments have it. */
const TEMPLATES: Readonly<Record<string, Keys>> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

function podOf(manifest: Manifest): Pod[] {
  const { object } = manifest;
  const keys = TEMPLATES[object.kind] ?? ["spec", "template"];
  if (CONTAINER_LISTS.every((list) => listAt(object, ...keys, "spec", list).length === 0)) return [];
  const template = fieldsAt(object, ...keys);
  return [{ manifest, keys, metadata: fieldsOf(template["metadata"]), spec: fieldsOf(template["spec"]) }];
}

function containersOf(pod: Pod): Container[] {
  return CONTAINER_LISTS.flatMap((list) =>
    listAt(pod.spec, list).map((value, index) => ({
      pod,
      list,
      name: textAt(value, "name"),
      keys: [...pod.keys, "spec", list, index],
      spec: fieldsOf(value),
    })),
  );
}

/** How many pods the object keeps at a time. */
export function replicasOf({ object }: Manifest): number {
  const replicas = valueAt(object, "spec", "replicas");
  return typeof replicas === "number" ? replicas : 1;
}

/** A deviation of an object. */
export function inObject(manifest: Manifest, keys: Keys, params: DeviationParams = {}): Deviation {
  return { part: manifest.part, manifest, path: pointerTo(keys), params };
}

/** A deviation below `spec` of a pod. */
export function inPod(pod: Pod, keys: Keys, params: DeviationParams = {}): Deviation {
  return inObject(pod.manifest, [...pod.keys, "spec", ...keys], params);
}

/** A deviation of a container, whose name its sentence has. */
export function inContainer(container: Container, keys: Keys, params: DeviationParams = {}): Deviation {
  const all = { container: container.name, ...params };
  return inObject(container.pod.manifest, [...container.keys, ...keys], all);
}
