import { expect, test } from "vitest";
import { checkReference, nameInRegistry } from "./image-name.ts";

test.each([
  ["registry.example", "country-stack/reference:0.1.0", "registry.example/country-stack/reference:0.1.0"],
  [
    "registry.example:5000/utopia/",
    "country-stack/reference:1",
    "registry.example:5000/utopia/country-stack/reference:1",
  ],
  [
    "mirror.example",
    "registry.example/country-stack/reference:1",
    "mirror.example/country-stack/reference:1",
  ],
  ["mirror.example", "localhost/reference:1", "mirror.example/reference:1"],
  ["mirror.example", "reference:1", "mirror.example/reference:1"],
])("in %s, %s is %s", (registry, reference, name) => {
  expect(nameInRegistry(registry, reference)).toBe(name);
});

test.each(["https://registry.example", "Registry.Example", "", "--all"])("%j is no registry", (registry) => {
  expect(() => nameInRegistry(registry, "reference:1")).toThrow("is not a registry");
});

test.each(["--privileged", "", "a b", "a;b"])("%j is no reference", (reference) => {
  expect(() => checkReference(reference)).toThrow("is not the name of an image");
});
