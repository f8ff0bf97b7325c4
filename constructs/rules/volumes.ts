import { type Container, inContainer, inPod, type Pod } from "./examined.ts";
import { fieldsOf, listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { nsa, practice, pss } from "./standards.ts";

/** Rules on where containers write. */
export const volumeRules: readonly Rule[] = [
  {
    id: "restricted-volume-types",
    title: "Volumes are of the kinds that need no rights on the node",
    level: "error",
    podSecurity: "baseline",
    counterparts: pss("restricted/volume-types"),
    check: ({ pods }) => pods.flatMap(foreignVolumes),
  },
  {
    id: "no-sub-path-of-writable-volume",
    title: "A container mounts a piece of a volume only where nothing writes to it",
    level: "warning",
    counterparts: nsa("C-0058"),
    check: ({ containers }) => containers.flatMap(subPaths),
  },
  {
    id: "empty-dir-size-limit",
    title: "Every temporary folder has a size that it cannot grow beyond",
    level: "error",
    counterparts: practice("ephemeral-storage-limits"),
    check: ({ pods }) => pods.flatMap(endlessFolders),
  },
];

/** Kinds of volumes that Pod Security Standards allow at the level `restricted`. */
const ALLOWED: readonly string[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
/** Of these, those that no container can write to. */
const READ_ONLY: readonly string[] = ["configMap", "downwardAPI", "image", "projected", "secret"];

/** The kind of a volume. Without any, Kubernetes makes a temporary folder. */
function kindOf(volume: unknown): string {
  return Object.keys(fieldsOf(volume)).find((key) => key !== "name") ?? "emptyDir";
}

function foreignVolumes(pod: Pod): Deviation[] {
  return listAt(pod.spec, "volumes").flatMap((volume, index) => {
    const kind = kindOf(volume);
    // A folder of the node has a rule of its own.
    if (ALLOWED.includes(kind) || kind === "hostPath") return [];
    return [inPod(pod, ["volumes", index, kind], { volume: textAt(volume, "name"), kind })];
  });
}

/** Through a link that it puts there itself, a container that writes to the volume could reach into the node. */
function subPaths(container: Container): Deviation[] {
  const volumes = listAt(container.pod.spec, "volumes");
  return listAt(container.spec, "volumeMounts").flatMap((mount, index) => {
    const field = ["subPath", "subPathExpr"].find((key) => textAt(mount, key) !== "");
    if (field === undefined) return [];
    const name = textAt(mount, "name");
    const volume = volumes.find((each) => textAt(each, "name") === name);
    if (volume !== undefined && READ_ONLY.includes(kindOf(volume))) return [];
    return [inContainer(container, ["volumeMounts", index, field], { volume: name })];
  });
}

function endlessFolders(pod: Pod): Deviation[] {
  return listAt(pod.spec, "volumes").flatMap((volume, index) => {
    if (kindOf(volume) !== "emptyDir" || valueAt(volume, "emptyDir", "sizeLimit") !== undefined) return [];
    return [inPod(pod, ["volumes", index, "emptyDir", "sizeLimit"], { volume: textAt(volume, "name") })];
  });
}
