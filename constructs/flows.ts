import { capabilityName, mediatorOf, type Part, partOf, type Stack } from "../charts/spi/index.ts";
import { placeOf } from "./address.ts";

/** A connection that the network must let through: from any pod of one part to a port of another's. */
export interface Flow {
  readonly from: string;
  /** The part, or what it is called where it runs elsewhere. */
  readonly to: string;
  /** The TCP port of the pods of `to`, or of its host. */
  readonly port: number;
  /** The host, where it is outside the stack. */
  readonly host?: string;
  /** The component of `from` whose pods alone may call, where not all of them may. */
  readonly fromComponent?: string;
  /** The component of `to` whose pods alone may be called. */
  readonly toComponent?: string;
}

/**
 * The connections that the links ask for, each once. A link through the mediator is two: to the mediator, and from
 * it; where each organization has a server of its own there, to that of the caller's and from that of the other's.
 * External parts have no pods: what they send comes from outside, and what leaves for them is egress by address.
 */
export function flowsOf(stack: Stack): readonly Flow[] {
  const flows = new Map<string, Flow>();
  const add = (from: Part, to: Part, portName: string, components: Components = {}) => {
    if (from.external !== undefined) return;
    const flow = to.external === undefined ? flowInside(from, to, portName) : flowOutside(from, to);
    if (flow !== undefined) flows.set(`${flow.from} ${flow.to} ${flow.port}`, { ...flow, ...components });
  };
  const mediator = mediatorOf(stack);
  for (const link of stack.links) {
    const from = partOf(stack, link.from);
    const to = partOf(stack, link.to);
    if (link.via === "direct" || mediator === undefined) add(from, to, link.port);
    else {
      const serverOf = (part: Part) => mediator.product.componentFor?.(part.owner);
      add(from, mediator, mediator.product.conformance.port, only("toComponent", serverOf(from)));
      add(mediator, to, link.port, only("fromComponent", serverOf(to)));
    }
  }
  return [...flows.values(), ...providerFlows(stack)];
}

type Components = Pick<Flow, "fromComponent" | "toComponent">;

function only(end: keyof Components, component: string | undefined): Components {
  return component === undefined ? {} : { [end]: component };
}

function flowInside(from: Part, to: Part, portName: string): Flow | undefined {
  const port = to.product.ports[portName];
  return port === undefined ? undefined : { from: from.name, to: to.name, port };
}

function flowOutside(from: Part, to: Part): Flow | undefined {
  const url = URL.parse(to.external?.url ?? "");
  if (url === null) return undefined;
  return { from: from.name, to: to.name, ...placeOf(url) };
}

/** From each part that needs a service which the country already has. */
function providerFlows(stack: Stack): Flow[] {
  return stack.parts
    .filter((part) => part.external === undefined)
    .flatMap((part) =>
      part.product.requires(part.options).flatMap((need) => {
        const name = capabilityName(need);
        const isLinked = stack.links.some(
          (link) => link.from === part.name && capabilityName(link.capability) === name,
        );
        if (isLinked) return [];
        const provider = stack.providers[name] ?? stack.providers[need.kind];
        if (provider === undefined) return [];
        return [{ from: part.name, to: need.kind, port: provider.port, host: provider.host }];
      }),
    );
}
