import { exposuresOf, type KubeObject, type Manifest, type Stack } from "../../charts/spi/index.ts";
import { evaluatePolicies } from "../../constructs/may.ts";
import type { OpenedWays } from "./cluster-plan.ts";

/**
 * The ways that the manifests open and what was applied before does not: direct links that the policies let through
 * from now on, addresses outside the cluster, host names at a gateway.
 */
export function openedWays(
  stack: Stack,
  before: readonly Manifest[],
  after: readonly Manifest[],
): OpenedWays {
  const known = new Set(before.flatMap(egressOf).map(keyOf));
  const hosts = new Set(before.flatMap(({ object }) => hostsOf(object)));
  return {
    direct: newDirectLinks(stack, before),
    egress: uniqueBy(after.flatMap(egressOf), keyOf).filter((way) => !known.has(keyOf(way))),
    exposed: exposuresOf(stack)
      .filter(({ host }) => !hosts.has(host))
      .map(({ host, part }) => ({ host, part })),
  };
}

function newDirectLinks(stack: Stack, before: readonly Manifest[]): OpenedWays["direct"] {
  const { may } = evaluatePolicies(before);
  const direct = stack.links.filter(({ via, port, from, to }) => {
    if (via !== "direct" || port === "") return false;
    const number = stack.parts.find(({ name }) => name === to)?.product.ports[port];
    return number === undefined || !may(from, to, number);
  });
  return uniqueBy(direct, ({ from, to, port }) => `${from} ${to} ${port}`).map(
    ({ from, to, port, reason }) => ({
      from,
      to,
      port,
      reason,
    }),
  );
}

type Egress = OpenedWays["egress"][number];

interface EgressRule {
  readonly to?: readonly { readonly ipBlock?: { readonly cidr?: string } }[];
  readonly ports?: readonly { readonly port?: number | string }[];
}

/** The addresses to which a policy lets pods out; a rule that names nobody is everybody. */
function egressOf({ part, object }: Manifest): Egress[] {
  if (object.kind !== "NetworkPolicy") return [];
  const rules = ((object["spec"] as { readonly egress?: readonly EgressRule[] }).egress ??
    []) as EgressRule[];
  return rules.flatMap(({ to = [], ports = [] }) => {
    const open = ports.map(({ port }) => String(port ?? "")).join(", ");
    if (to.length === 0) return [{ part, address: "", ports: open }];
    return to.flatMap(({ ipBlock }) =>
      ipBlock?.cidr === undefined ? [] : [{ part, address: ipBlock.cidr, ports: open }],
    );
  });
}

function keyOf({ part, address, ports }: Egress): string {
  return `${part} ${address} ${ports}`;
}

function hostsOf(object: KubeObject): readonly string[] {
  if (object.kind !== "HTTPRoute" && object.kind !== "Ingress") return [];
  const spec = object["spec"] as {
    readonly hostnames?: string[];
    readonly rules?: { readonly host?: string }[];
  };
  return [...(spec.hostnames ?? []), ...(spec.rules ?? []).flatMap(({ host }) => host ?? [])];
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
