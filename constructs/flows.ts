import { mediatorOf, type Part, partOf, type Stack } from "../charts/spi/index.ts";

/** A connection that the network must let through: from any pod of one part to a port of another's. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** The TCP port of the pods of `to`. */
  readonly port: number;
}

/**
 * The connections that the links ask for, each once. A link through the mediator is two: to the mediator, and from
 * it. External parts have no pods, so nothing ends there; what leaves for them is egress by address.
 */
export function flowsOf(stack: Stack): readonly Flow[] {
  const flows = new Map<string, Flow>();
  const add = (from: Part, to: Part, portName: string) => {
    const port = to.product.ports[portName];
    if (from.external !== undefined || to.external !== undefined || port === undefined) return;
    flows.set(`${from.name} ${to.name} ${port}`, { from: from.name, to: to.name, port });
  };
  const mediator = mediatorOf(stack);
  for (const link of stack.links) {
    const from = partOf(stack, link.from);
    const to = partOf(stack, link.to);
    if (link.via === "direct" || mediator === undefined) add(from, to, link.port);
    else {
      add(from, mediator, mediator.product.conformance.port);
      add(mediator, to, link.port);
    }
  }
  return [...flows.values()];
}
