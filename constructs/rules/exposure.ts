import type { Manifest } from "../../charts/spi/index.ts";
import { type Examined, inObject, ofKind } from "./examined.ts";
import { fieldsAt, listAt, textAt, valueAt } from "./fields.ts";
import { groupOf } from "./opaque.ts";
import type { Deviation, Rule } from "./rule.ts";
import { govstack, nsa, practice } from "./standards.ts";

/** Rules on what can be reached from outside the cluster, and how. */
export const exposureRules: readonly Rule[] = [
  {
    id: "nothing-exposed",
    title: "Nothing can be reached from outside the cluster that no gateway of the profile names",
    level: "error",
    counterparts: govstack("nothing-exposed"),
    check: (examined) => [
      ...ofKind(examined, "Service").flatMap(exposedService),
      ...examined.manifests
        .filter((manifest) => isEntrance(manifest) && !isAskedFor(manifest, examined))
        .map((manifest) => inObject(manifest, ["kind"], { as: manifest.object.kind })),
    ],
  },
  {
    id: "tls-and-host",
    title: "Every way in from outside has a host name, and TLS",
    level: "error",
    counterparts: practice("ingress-tls"),
    check: (examined) => [
      ...ofKind(examined, "Ingress").flatMap(plainIngress),
      ...ofKind(examined, "HTTPRoute").flatMap(namelessRoute),
      ...ofKind(examined, "Gateway").flatMap(plainListeners),
    ],
  },
  {
    id: "no-ingress-snippets",
    title: "No Ingress carries configuration for the proxy that reads it",
    level: "error",
    counterparts: nsa("C-0059"),
    check: (examined) => ofKind(examined, "Ingress").flatMap(snippets),
  },
];

function exposedService(service: Manifest): Deviation[] {
  const type = textAt(service.object, "spec", "type");
  const addresses = listAt(service.object, "spec", "externalIPs");
  return [
    ...(["NodePort", "LoadBalancer", "ExternalName"].includes(type)
      ? [inObject(service, ["spec", "type"], { as: type })]
      : []),
    ...(addresses.length > 0 ? [inObject(service, ["spec", "externalIPs"], { as: "externalIPs" })] : []),
  ];
}

function isEntrance({ object }: Manifest): boolean {
  return object.kind === "Ingress" || groupOf(object) === "gateway.networking.k8s.io";
}

/** Whether a gateway of the profile names every host of a route of the part, or of the part's own gateway. */
function isAskedFor({ part, object }: Manifest, { stack }: Examined): boolean {
  const exposures = stack.parts.flatMap((gateway) =>
    (gateway.product.exposes?.(gateway.options) ?? []).map((exposure) => ({
      ...exposure,
      gateway: gateway.name,
    })),
  );
  const isOf = (kind: "part" | "gateway", hosts: readonly unknown[]) =>
    hosts.length > 0 &&
    hosts.every((host) => exposures.some((each) => each[kind] === part && each.host === host));
  if (object.kind === "HTTPRoute") return isOf("part", listAt(object, "spec", "hostnames"));
  if (object.kind !== "Gateway") return false;
  return isOf(
    "gateway",
    listAt(object, "spec", "listeners").map((listener) => textAt(listener, "hostname")),
  );
}

function plainIngress(ingress: Manifest): Deviation[] {
  const covered = listAt(ingress.object, "spec", "tls").flatMap((tls) => listAt(tls, "hosts"));
  const rules = listAt(ingress.object, "spec", "rules");
  const catchAll = valueAt(ingress.object, "spec", "defaultBackend") !== undefined || rules.length === 0;
  return [
    ...(catchAll ? [inObject(ingress, ["spec", "rules"], { missing: "host" })] : []),
    ...rules.flatMap((rule, index) => {
      const host = textAt(rule, "host");
      if (host === "") return [inObject(ingress, ["spec", "rules", index, "host"], { missing: "host" })];
      return covered.includes(host) ? [] : [inObject(ingress, ["spec", "tls"], { missing: "tls", host })];
    }),
  ];
}

function namelessRoute(route: Manifest): Deviation[] {
  const named = listAt(route.object, "spec", "hostnames").length > 0;
  return named ? [] : [inObject(route, ["spec", "hostnames"], { missing: "host" })];
}

function plainListeners(gateway: Manifest): Deviation[] {
  return listAt(gateway.object, "spec", "listeners").flatMap((listener, index) =>
    ["HTTPS", "TLS"].includes(textAt(listener, "protocol"))
      ? []
      : [
          inObject(gateway, ["spec", "listeners", index, "protocol"], {
            missing: "tls",
            host: textAt(listener, "hostname"),
          }),
        ],
  );
}

function snippets(ingress: Manifest): Deviation[] {
  return Object.keys(fieldsAt(ingress.object, "metadata", "annotations"))
    .filter((key) => key.endsWith("-snippet") || key.endsWith("/snippets"))
    .map((annotation) => inObject(ingress, ["metadata", "annotations", annotation], { annotation }));
}
