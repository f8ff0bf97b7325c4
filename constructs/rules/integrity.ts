import type { Manifest } from "../../charts/spi/index.ts";
import { type Examined, inObject, ofKind, type Pod } from "./examined.ts";
import { fieldsAt, hasLabels, type Keys, listAt, textAt, valueAt } from "./fields.ts";
import { danglingReferences } from "./references.ts";
import type { Deviation, Rule } from "./rule.ts";
import { practice } from "./standards.ts";

/** Rules on whether the objects hold together. */
export const integrityRules: readonly Rule[] = [
  {
    id: "references-exist",
    title:
      "Every Secret, ConfigMap, account, claim, role or class that is named is there, or the profile says so",
    level: "error",
    counterparts: practice("references-exist"),
    check: danglingReferences,
  },
  {
    id: "services-lead-to-pods",
    title:
      "Every Service selects pods and leads to a port of theirs, and every route leads to a Service's port",
    level: "error",
    counterparts: practice("services-select-pods"),
    check: (examined) => [
      ...ofKind(examined, "Service").flatMap((service) => serviceTrouble(service, examined)),
      ...ofKind(examined, "Ingress", "HTTPRoute").flatMap((route) => routeTrouble(route, examined)),
    ],
  },
];

function serviceTrouble(service: Manifest, examined: Examined): Deviation[] {
  if (textAt(service.object, "spec", "type") === "ExternalName") return [];
  const selector = fieldsAt(service.object, "spec", "selector");
  const pods = examined.pods.filter(
    ({ manifest, metadata }) =>
      manifest.object.metadata.namespace === service.object.metadata.namespace &&
      Object.keys(selector).length > 0 &&
      hasLabels(fieldsAt(metadata, "labels"), selector),
  );
  if (pods.length === 0) return [inObject(service, ["spec", "selector"], { port: "" })];
  return listAt(service.object, "spec", "ports").flatMap((port, index) => {
    const target = valueAt(port, "targetPort") ?? valueAt(port, "port");
    if (pods.some((pod) => hasPort(pod, target))) return [];
    return [inObject(service, ["spec", "ports", index, "targetPort"], { port: String(target) })];
  });
}

/** A port is named by its number or by its name. */
function hasPort({ spec }: Pod, wanted: unknown): boolean {
  const lists = [listAt(spec, "containers"), listAt(spec, "initContainers")];
  return lists
    .flat()
    .flatMap((container) => listAt(container, "ports"))
    .some((port) => valueAt(port, "containerPort") === wanted || valueAt(port, "name") === wanted);
}

function routeTrouble(route: Manifest, examined: Examined): Deviation[] {
  return backendsOf(route)
    .filter(({ name, port }) => !isOffered(route, name, port, examined))
    .map(({ keys, name, port }) => inObject(route, keys, { name, port: String(port) }));
}

interface Backend {
  readonly keys: Keys;
  readonly name: string;
  readonly port: unknown;
}

function backendsOf({ object }: Manifest): Backend[] {
  return listAt(object, "spec", "rules").flatMap((rule, index): Backend[] => {
    if (object.kind === "HTTPRoute") {
      return listAt(rule, "backendRefs").map((backend, at) => ({
        keys: ["spec", "rules", index, "backendRefs", at],
        name: textAt(backend, "name"),
        port: valueAt(backend, "port"),
      }));
    }
    return listAt(rule, "http", "paths").map((path, at) => ({
      keys: ["spec", "rules", index, "http", "paths", at, "backend"],
      name: textAt(path, "backend", "service", "name"),
      port:
        valueAt(path, "backend", "service", "port", "number") ??
        valueAt(path, "backend", "service", "port", "name"),
    }));
  });
}

function isOffered(route: Manifest, name: string, port: unknown, examined: Examined): boolean {
  return ofKind(examined, "Service").some(
    ({ object }) =>
      object.metadata.name === name &&
      object.metadata.namespace === route.object.metadata.namespace &&
      listAt(object, "spec", "ports").some(
        (each) => valueAt(each, "port") === port || valueAt(each, "name") === port,
      ),
  );
}
