import type { Stack } from "../charts/spi/index.ts";
import { parseImage } from "./image-reference.ts";

/** What makes an image reference of a release the one that is installed. */
export type ImageRewrite = (reference: string) => string;

/**
 * The profile's registry in front of every image, in place of the registry that a reference may name, and behind it
 * the digest that the lock file has for the reference: `registry.example/library/busybox:1.37.0@sha256:...`.
 */
export function mirror(stack: Pick<Stack, "images">): ImageRewrite {
  const { registry, digests = {} } = stack.images;
  return (reference) => {
    const name = registry === undefined ? reference : `${registry}/${withoutRegistry(reference)}`;
    const digest = digests[reference];
    return digest === undefined ? name : `${name}@${digest}`;
  };
}

function withoutRegistry(reference: string): string {
  const { host } = parseImage(reference);
  return host === undefined ? reference : reference.slice(host.length + 1);
}
