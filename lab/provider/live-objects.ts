import { randomBytes } from "node:crypto";
import type { Json, Properties } from "./properties.ts";
import { identify } from "./resource-paths.ts";

/** Where the state keeps the object's field manager, under the real provider's name for it. */
const managerField = "__fieldManager";
/** What the server writes into metadata; no input ever. */
const servedMetadata = [
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** `namespace/name`, or the name alone. */
export function idOf(object: Properties): string {
  const { name, namespace } = identify(object);
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The object that a resource of this type and id stands for; the package's name for the core group is "core". */
export function describeById(type: string, id: string): Properties {
  const [, groupVersion = "", kind = ""] = type.split(":");
  const [name = "", namespace] = id.split("/").reverse();
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion: groupVersion.replace(/^core\//, ""), kind, metadata };
}

/** A field manager for a new object, named like the real provider's. */
export function newManager(): string {
  return `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}

/** The field manager that the state names. */
export function managerOf(state: Properties): string {
  const manager = state[managerField];
  return typeof manager === "string" ? manager : newManager();
}

/** What the state keeps of a live object: all but the record of its field managers. */
export function toState(live: Properties, manager: string): Properties {
  const { managedFields: _, ...metadata } = live["metadata"] as Properties;
  return { ...live, metadata, [managerField]: manager };
}

/** A live object as one would have declared it: without what the server adds. */
export function importInputs(live: Properties): Properties {
  const { status: _, metadata, ...rest } = live;
  const entries = Object.entries(metadata as Properties).filter(([key]) => !servedMetadata.includes(key));
  return { ...rest, metadata: Object.fromEntries(entries) };
}

/** A live Secret has no stringData: what inputs declare there stands in data, encoded. */
export function readable(live: Properties, inputs: Properties): Properties {
  const declared = inputs["stringData"];
  if (live["kind"] !== "Secret" || declared === undefined) return live;
  const decode = (value: Json) => Buffer.from(String(value), "base64").toString("utf8");
  const data = Object.entries((live["data"] as Properties | undefined) ?? {});
  return { ...live, stringData: Object.fromEntries(data.map(([key, value]) => [key, decode(value)])) };
}
