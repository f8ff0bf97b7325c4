import { mediatorOf, type Part, partOf, type Stack } from "../charts/spi/index.ts";
import { speaksTls } from "./part-tls.ts";

/**
 * The URL of a part's port as pods of the cluster reach it: its Service's name, or the external part's URL. Where each
 * organization has a server of its own in the part, it is that of the caller's.
 */
export function clusterAddress(stack: Stack, partName: string, portName: string, caller?: Part): string {
  const part = partOf(stack, partName);
  if (part.external !== undefined) return part.external.url.replace(/\/$/, "");
  const scheme = part.product.schemes?.[portName] ?? (speaksTls(stack, part) ? "https" : "http");
  return `${scheme}://${serviceHost(part, portName, caller)}:${portNumber(part, portName)}`;
}

/** The URL at which a part reaches the mediator; undefined where the stack has none. */
export function mediatorAddress(stack: Stack, caller: Part): string | undefined {
  const mediator = mediatorOf(stack);
  if (mediator === undefined) return undefined;
  const { port, basePath } = mediator.product.conformance;
  return `${clusterAddress(stack, mediator.name, port, caller)}${basePath}`;
}

/** The DNS name of the Service that offers a part's port. */
export function serviceHost(part: Part, portName: string, caller?: Part): string {
  return `${serviceName(part, portName, caller)}.${part.namespace}.svc.cluster.local`;
}

/**
 * The name of that Service: the part's, with that of a component behind it where one serves the port. Without a
 * caller, it is the one for the part's own owner.
 */
export function serviceName(part: Part, portName: string, caller: Part = part): string {
  const { components, componentFor } = part.product;
  return componentName(part, components?.[portName] ?? componentFor?.(caller.owner));
}

/** The host and port that a URL leads to. */
export function placeOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname, port: Number(port) || (protocol === "http:" ? 80 : 443) };
}

/** The name of a component's objects; those of the component that is the part itself have the part's. */
export function componentName(part: Part, component: string | undefined): string {
  return component === undefined ? part.name : `${part.name}-${component}`;
}

/** Whether a part is called at all: an operator or an authority is not. */
export function hasAddress({ external, product }: Part): boolean {
  return external !== undefined || product.conformance.port in product.ports;
}

/** The number of a part's named port. A name that the product does not have is a bug of the caller. */
export function portNumber(part: Part, portName: string): number {
  const port = part.product.ports[portName];
  if (port === undefined) throw new Error(`product ${part.product.id} has no port ${portName}`);
  return port;
}
