import { describe, expect, it } from "vitest";
import { exampleStack } from "../../test/example-stack.ts";
import { mirroredImages } from "./mirrored-images.ts";

const image = (reference: string, installed = reference, opaque = false) => ({
  part: "civil",
  reference,
  installed,
  opaque,
});
const OWN = "country-stack/reference:0.1.0";
const registry = "registry.example/mirror";
const kept = (stack: object, images: ReturnType<typeof image>[], before: string[] = []) => {
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { images: before } };
  return mirroredImages(exampleStack(2, stack), images, [object]);
};

describe("images that are not mirrored", () => {
  it("are all but our own where the profile names no registry", () => {
    const { past, images } = kept({}, [
      image(OWN),
      image("docker.io/library/postgres:16.14"),
      image("quay.io/a/b:1"),
    ]);
    expect(images).toBe(3);
    expect(past.map((each) => each.registry)).toEqual(["docker.io", "quay.io"]);
  });

  it("are those that a chart wrote by itself, and those that nobody examined", () => {
    const { past } = kept({ images: { registry } }, [
      image("quay.io/a/b:1", `${registry}/a/b:1`),
      image("quay.io/a/c:1"),
      image("quay.io/a/d:1", `${registry}/a/d:1`, true),
    ]);
    expect(past.map((each) => each.image)).toEqual(["quay.io/a/c:1", `${registry}/a/d:1`]);
  });

  it("are new where nothing that runs has them", () => {
    const images = [image("quay.io/a/b:1"), image("quay.io/a/b:2")];
    expect(kept({}, images, ["quay.io/a/b:1"]).past.map(({ isNew }) => isNew)).toEqual([false, true]);
  });
});
