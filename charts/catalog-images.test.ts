import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { listImages } from "../constructs/images.ts";
import { folderOf, productStack } from "../test/product-profile.ts";
import { products } from "./catalog.ts";

const installable = products.filter((product) =>
  product.releases.some((release) => release.load !== undefined),
);

/** A digest that stands for the lock's. */
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

describe("behind a mirror and with a lock", () => {
  it.each(installable.map((product) => [folderOf(product), product] as const))(
    "%s installs every image from there, by its digest",
    async (_, product) => {
      const stack = productStack(product);
      const references = stack.parts.flatMap(({ release }) => Object.values(release.images));
      const digests = Object.fromEntries(references.map((reference) => [reference, digestOf(reference)]));
      const images = await listImages({ ...stack, images: { registry: "mirror.test:5000/dpi", digests } });
      const wrong = images.filter(
        ({ reference, installed }) =>
          !installed.startsWith("mirror.test:5000/dpi/") || !installed.endsWith(`@${digestOf(reference)}`),
      );
      expect(images.length).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
  );
});
