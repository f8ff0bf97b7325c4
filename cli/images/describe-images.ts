import { OWN_IMAGE } from "../../charts/own-image.ts";
import { type Retirement, retirementOf } from "../../charts/retired-images.ts";
import { partOf, type Stack } from "../../charts/spi/index.ts";
import { parseImage } from "../../constructs/image-reference.ts";
import { listImages } from "../../constructs/images.ts";
import type { Lock } from "../../profiles/lock.ts";

/** An image of a part, as `images` prints it with `--json`. */
export interface DescribedImage {
  readonly part: string;
  /** Its name in the product's release; empty where the chart has it from elsewhere. */
  readonly image: string;
  /** As the catalog has it. */
  readonly reference: string;
  /** The registry that the reference means; absent for our own image, which no public one has. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag: string;
  /** What the lock file has for it. */
  readonly digest?: string;
  readonly installed: string;
  /** An upstream chart brings it, so that nobody looked whether it is this one. */
  readonly opaque: boolean;
  /** The product's, SPDX or in words. */
  readonly licence: string;
  /** `OS/ARCHITECTURE`; absent where no registry was asked yet. */
  readonly platforms?: readonly string[];
  readonly retired?: Retirement;
}

/** All that is known of a stack's images without asking a registry. */
export async function describeImages(stack: Stack, lock: Lock | undefined): Promise<DescribedImage[]> {
  return (await listImages(stack)).map(({ part, key = "", reference, installed, opaque }) => {
    const { registry, repository, tag = "" } = parseImage(reference);
    const locked = lock?.images[reference];
    const retired = retirementOf(reference);
    return {
      part,
      image: key,
      reference,
      ...(isOwnImage(reference) ? {} : { registry }),
      repository,
      tag,
      ...(locked === undefined ? {} : { digest: locked.digest }),
      installed,
      opaque,
      licence: partOf(stack, part).product.licence,
      ...(locked === undefined ? {} : { platforms: Object.keys(locked.platforms) }),
      ...(retired === undefined ? {} : { retired }),
    };
  });
}

/** Whether a reference is that of our own image. On Docker Hub its name would be somebody else's. */
export function isOwnImage(reference: string): boolean {
  const own = parseImage(OWN_IMAGE);
  const { host, repository } = parseImage(reference);
  return host === undefined && repository === own.repository;
}
