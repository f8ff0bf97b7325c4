import type { Stack } from "../charts/spi/index.ts";

/** What makes an image reference of a release the one that is installed; the lock file and a mirror come in here. */
export type ImageRewrite = (reference: string) => string;

/** The profile's registry in front of every image, in place of the registry that a reference may name. */
export function mirror(stack: Stack): ImageRewrite {
  const { registry } = stack.images;
  if (registry === undefined) return (reference) => reference;
  return (reference) => `${registry}/${withoutRegistry(reference)}`;
}

function withoutRegistry(reference: string): string {
  const [first, ...rest] = reference.split("/");
  const named = rest.length > 0 && (first?.includes(".") || first?.includes(":") || first === "localhost");
  return named ? rest.join("/") : reference;
}
