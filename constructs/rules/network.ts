import type { Manifest, Part } from "../../charts/spi/index.ts";
import { flowsOf } from "../flows.ts";
import { evaluatePolicies, type PolicyEvaluator } from "../may.ts";
import { type Examined, inObject, ofKind } from "./examined.ts";
import { fieldsAt, fieldsOf, type Keys, listAt, valueAt } from "./fields.ts";
import { opensOutside } from "./outside.ts";
import type { Deviation, Rule } from "./rule.ts";
import { govstack, nsa, practice } from "./standards.ts";

/** Rules on whom pods talk to. */
export const networkRules: readonly Rule[] = [
  {
    id: "default-deny",
    title: "In every namespace with pods, nothing goes in or out that no other policy allows",
    level: "error",
    counterparts: [...nsa("C-0030", "C-0054"), ...practice("default-deny")],
    check: (examined) =>
      podNamespaces(examined)
        .filter(({ namespace }) => !isClosed(examined, namespace))
        .map(({ manifest, namespace }) => inObject(manifest, ["metadata", "namespace"], { namespace })),
  },
  {
    id: "links-only",
    title: "The network lets through what the links of the stack ask for, and nothing else",
    level: "error",
    counterparts: [...nsa("C-0054"), ...practice("links-only")],
    check: linkDeviations,
  },
  {
    id: "no-internet-egress",
    title: "Pods reach addresses outside the cluster only where the profile names a service there",
    level: "error",
    counterparts: govstack("no-internet"),
    check: (examined) =>
      ofKind(examined, "NetworkPolicy").flatMap((policy) => opensOutside(policy, examined)),
  },
];

/** Each namespace that holds pods or will, with the first object that says so. */
function podNamespaces(examined: Examined): { namespace: string; manifest: Manifest }[] {
  const found = new Map<string, Manifest>();
  for (const manifest of examined.manifests) {
    const { kind, metadata } = manifest.object;
    const namespace = kind === "Namespace" ? metadata.name : (metadata.namespace ?? "");
    if (namespace !== "" && !found.has(namespace)) found.set(namespace, manifest);
  }
  return [...found].map(([namespace, manifest]) => ({ namespace, manifest }));
}

function isClosed(examined: Examined, namespace: string): boolean {
  const closing = ofKind(examined, "NetworkPolicy").filter(
    ({ object }) =>
      object.metadata.namespace === namespace &&
      Object.keys(fieldsAt(object, "spec", "podSelector")).length === 0 &&
      listAt(object, "spec", "ingress").length === 0 &&
      listAt(object, "spec", "egress").length === 0,
  );
  const types = closing.flatMap(({ object }) => listAt(object, "spec", "policyTypes"));
  return types.includes("Ingress") && types.includes("Egress");
}

/** Pods that stand for others than the stack's: nobody's, and the cluster's DNS. */
const STRANGER = "-stranger";
const DNS = "-dns";
/** A port that no product has. */
const ODD_PORT = 1;

/** One end of connections: who is let in, or who may be called. The other end is taken to allow everything. */
interface End {
  readonly type: "Ingress" | "Egress";
  readonly may: PolicyEvaluator["may"];
}

function linkDeviations(examined: Examined): Deviation[] {
  const all = [
    ...examined.manifests.map(wellFormed),
    ...strangers(STRANGER, "nobody"),
    ...strangers(DNS, "kube-system"),
  ];
  const evaluator = evaluatePolicies(all);
  // A part without pods of its own is opaque, or runs elsewhere.
  const parts = examined.stack.parts.filter(({ name }) => evaluator.endpointsOf(name).length > 0);
  return (["Ingress", "Egress"] as const).flatMap((type) => {
    const { may } = evaluatePolicies(all.flatMap((manifest) => ofType(manifest, type)));
    return parts.flatMap((part) => [
      ...parts.flatMap((other) => (other === part ? [] : withPart(part, other, { type, may }, examined))),
      ...withStrangers(part, { type, may }, examined),
    ]);
  });
}

/** A policy as far as it is about one end. */
function ofType(manifest: Manifest, type: End["type"]): Manifest[] {
  const { object } = manifest;
  if (object.kind !== "NetworkPolicy") return [manifest];
  const types = valueAt(object, "spec", "policyTypes") ?? [
    "Ingress",
    ...(valueAt(object, "spec", "egress") ? ["Egress"] : []),
  ];
  if (!(types as readonly unknown[]).includes(type)) return [];
  return [{ ...manifest, object: { ...object, spec: { ...fieldsAt(object, "spec"), policyTypes: [type] } } }];
}

/** The evaluator takes what the API server would take; of a policy that has another shape, what is right counts. */
function wellFormed(manifest: Manifest): Manifest {
  const { object } = manifest;
  if (object.kind !== "NetworkPolicy") return manifest;
  const rules = (field: string) =>
    valueAt(object, "spec", field) === undefined
      ? {}
      : { [field]: listAt(object, "spec", field).filter((rule) => fieldsOf(rule) === rule) };
  const types = valueAt(object, "spec", "policyTypes");
  const spec = {
    podSelector: fieldsAt(object, "spec", "podSelector"),
    ...(Array.isArray(types) ? { policyTypes: types } : {}),
    ...rules("ingress"),
    ...rules("egress"),
  };
  return { ...manifest, object: { ...object, spec } };
}

/** What a part's own policies say of another part, in one direction. */
function withPart(part: Part, other: Part, { type, may }: End, examined: Examined): Deviation[] {
  const [from, to] = type === "Ingress" ? [other, part] : [part, other];
  const wanted = flowsOf(examined.stack)
    .filter((flow) => flow.from === from.name && flow.to === to.name && flow.host === undefined)
    .map(({ port }) => port);
  return [...new Set([...wanted, ...portsOf(to, examined), ODD_PORT])]
    .filter((port) => may(from.name, to.name, port) !== wanted.includes(port))
    .map((port) =>
      deviation(part, examined, {
        type,
        other: other.name,
        port,
        wanted: wanted.includes(port) ? "yes" : "",
      }),
    );
}

function withStrangers(part: Part, { type, may }: End, examined: Examined): Deviation[] {
  const about = (other: string, port: number, wanted: string) =>
    deviation(part, examined, { type, other, port, wanted });
  if (type === "Ingress") {
    const ports = [...portsOf(part, examined), ODD_PORT];
    return ports.filter((port) => may(STRANGER, part.name, port)).map((port) => about("", port, ""));
  }
  const calls = flowsOf(examined.stack).some(({ from }) => from === part.name);
  const openTo = (other: string, name: string, ports: readonly number[]) =>
    ports.filter((port) => may(part.name, other, port)).map((port) => about(name, port, ""));
  return [
    ...openTo(STRANGER, "", [53, 443, ODD_PORT]),
    ...openTo(DNS, "kube-system", [443, ODD_PORT]),
    ...(calls && !may(part.name, DNS, 53) ? [about("kube-dns", 53, "yes")] : []),
  ];
}

/** The ports at which a part might be called: those of the product, and those of its containers. */
function portsOf(part: Part, { containers }: Examined): number[] {
  const own = containers
    .filter(({ pod }) => pod.manifest.part === part.name)
    .flatMap(({ spec }) => listAt(spec, "ports").map((port) => valueAt(port, "containerPort")));
  return [...new Set([...Object.values(part.product.ports), ...own])].filter(
    (port) => typeof port === "number",
  );
}

/** It is about all policies of the part together, so it stands at the pods that they are about. */
function deviation(part: Part, { pods }: Examined, params: Deviation["params"]): Deviation {
  const pod = pods.find(({ manifest }) => manifest.part === part.name);
  const keys: Keys = [...(pod?.keys ?? []), "metadata", "labels"];
  if (pod === undefined) return { part: part.name, path: "", params };
  return inObject(pod.manifest, keys, { ...params, part: part.name });
}

function strangers(part: string, namespace: string): Manifest[] {
  const named = (kind: string, metadata: Manifest["object"]["metadata"]): Manifest => ({
    part,
    id: `${part} ${kind}`,
    object: { apiVersion: "v1", kind, metadata },
  });
  return [named("Namespace", { name: namespace }), named("Pod", { name: part, namespace })];
}
