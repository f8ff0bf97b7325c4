import { parseImage } from "../image-reference.ts";
import { type Container, type Examined, inContainer, partFor } from "./examined.ts";
import { textAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { govstack, practice } from "./standards.ts";

/** Rules on what containers are made of. */
export const imageRules: readonly Rule[] = [
  {
    id: "image-tag",
    title: "Every image has a tag, which is not latest",
    level: "error",
    counterparts: [...practice("no-latest"), ...govstack("oci-images")],
    check: ({ containers }) =>
      containers
        .map((container) => ({ container, image: textAt(container.spec, "image") }))
        .filter(({ image }) => image === "" || ["", "latest"].includes(parseImage(image).tag ?? ""))
        .map(({ container, image }) => inContainer(container, ["image"], { image })),
  },
  {
    id: "image-from-release",
    title: "Every image is one that the release names by its tag, so that mirror and lock are about it",
    level: "error",
    counterparts: practice("registry-allow-list"),
    check: (examined) => [...strangers(examined), ...fixedDigests(examined)],
  },
  {
    id: "image-digest",
    title: "In production every image is named by its digest, from the lock file",
    level: "warning",
    counterparts: practice("image-by-digest"),
    check: ({ stack, containers }) =>
      stack.environment !== "production"
        ? []
        : containers
            .map((container) => ({ container, image: textAt(container.spec, "image") }))
            .filter(({ image }) => parseImage(image).digest === undefined)
            .map(({ container, image }) => inContainer(container, ["image"], { image })),
  },
];

function strangers(examined: Examined): Deviation[] {
  const isKnown = ({ pod, spec }: Container) =>
    Object.values(partFor(examined, pod.manifest).release.images)
      .map(examined.rewrite)
      .includes(textAt(spec, "image"));
  return examined.containers
    .filter((container) => !isKnown(container))
    .map((container) => inContainer(container, ["image"], { image: textAt(container.spec, "image") }));
}

/** A digest in the catalog is one that somebody wrote down; only `images lock` asks the registry for it. */
function fixedDigests({ stack }: Examined): Deviation[] {
  return stack.parts.flatMap(({ name, release, external }) =>
    Object.entries(release.images)
      .filter(([, image]) => external === undefined && parseImage(image).digest !== undefined)
      .map(([key, image]) => ({ part: name, path: "", params: { key, image } })),
  );
}
