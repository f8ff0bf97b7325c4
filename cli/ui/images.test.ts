import { expect, test } from "vitest";
import { retirementOf } from "../../charts/retired-images.ts";
import type { DescribedImage } from "../images/describe-images.ts";
import { formatImages } from "./images.ts";

function describeImage(part: string, reference: string, more: Partial<DescribedImage> = {}): DescribedImage {
  const retired = retirementOf(reference);
  return {
    part,
    image: "server",
    reference,
    registry: "docker.io",
    repository: "bitnami/kafka",
    tag: "4.0",
    installed: reference,
    opaque: false,
    licence: "Apache-2.0",
    ...(retired === undefined ? {} : { retired }),
    ...more,
  };
}

const KAFKA = "docker.io/bitnami/kafka:4.0";

test("a retired image is told once, with its parts, what became of it and where that was read", () => {
  const text = formatImages(
    "utopia",
    [describeImage("a", KAFKA), describeImage("b", KAFKA)],
    "x.lock.yaml",
    false,
  );
  expect(text.slice(text.indexOf("Retired"))).toMatch(
    /^Retired\n {2}docker\.io\/bitnami\/kafka:4\.0 \(a, b\), since 2025-08-28\n {4}Bitnami moved its versioned images .*\n {4}read in github\.com\/bitnami\/.*; the registry was not asked\n\nLock\n {2}there is no x\.lock\.yaml/,
  );
});

test("an image of an upstream chart is not said to be pinned, whatever the lock has", () => {
  const image = describeImage("a", "quay.io/a/b:1", { opaque: true, digest: "sha256:00", image: "" });
  const text = formatImages("utopia", [image], "x.lock.yaml", true);
  expect(text).toContain("by the chart, not examined");
  expect(text).not.toContain("sha256:00");
  expect(text).toContain("x.lock.yaml has the digests of 1 of 1 image");
  expect(text).not.toContain("Retired");
});
