import type { KubeObject, Stack } from "../../charts/spi/index.ts";
import { parseImage } from "../../constructs/image-reference.ts";
import type { PartImage } from "../../constructs/images.ts";
import { isOwnImage } from "../images/describe-images.ts";
import type { MirroredImages } from "./cluster-plan.ts";

/**
 * Which images do not come from the profile's registry: all of them where it names none, and else what a chart brings
 * without asking. Whether the registry has the others, no registry is asked here.
 */
export function mirroredImages(
  { images: { registry } }: Stack,
  images: readonly PartImage[],
  before: readonly KubeObject[],
): MirroredImages {
  const known = new Set(before.flatMap(textsIn));
  const distinct = [...new Map(images.map((image) => [image.installed, image])).values()];
  // Our own image is on no public registry: where none is named, it is loaded into the nodes.
  const past = distinct.filter(({ installed, reference, opaque }) =>
    registry === undefined ? !isOwnImage(reference) : opaque || !installed.startsWith(`${registry}/`),
  );
  return {
    ...(registry === undefined ? {} : { registry }),
    images: distinct.length,
    past: past.map(({ installed, reference }) => ({
      image: installed,
      registry: parseImage(reference).registry,
      isNew: !known.has(installed),
    })),
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
