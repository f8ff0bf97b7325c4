import { type Part, partOf, type Stack } from "../charts/spi/index.ts";

/** The base URL of a part's port as pods of the cluster reach it: its Service's name, or the external part's URL. */
export function clusterAddress(stack: Stack, partName: string, portName: string): string {
  const part = partOf(stack, partName);
  if (part.external !== undefined) return part.external.url.replace(/\/$/, "");
  return `http://${part.name}.${part.namespace}.svc.cluster.local:${portNumber(part, portName)}`;
}

/** The number of a part's named port. A name that the product does not have is a bug of the caller. */
export function portNumber(part: Part, portName: string): number {
  const port = part.product.ports[portName];
  if (port === undefined) throw new Error(`product ${part.product.id} has no port ${portName}`);
  return port;
}
