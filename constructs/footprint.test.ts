import { expect, it } from "vitest";
import type { Part } from "../charts/spi/index.ts";
import { examplePart, exampleStack } from "../test/example-stack.ts";
import { footprintOf } from "./footprint.ts";

const part = examplePart("mediator", "information-mediator", {});
const stack = exampleStack();

it("a part asks for what its product says, unless the profile says otherwise", () => {
  expect(footprintOf(stack, part)).toEqual({ cpu: "50m", memory: "128Mi", storage: "1Gi" });
  const resources = { cpu: "1", storage: "2Gi" };
  expect(footprintOf(stack, { ...part, overrides: { resources } })).toEqual({
    cpu: "1",
    memory: "128Mi",
    storage: "2Gi",
  });
});

it("each organization beyond the first may add to it", () => {
  const each = { cpu: "500m", memory: "1Gi", storage: "0" };
  const perOrganization = { demo: each, district: each, national: each };
  const growing: Part = { ...part, product: { ...part.product, perOrganization } };
  const [first, second] = stack.organizations;
  const organizations = [first, second, { ...first, id: "third" }] as typeof stack.organizations;
  expect(footprintOf({ size: "demo", organizations }, growing)).toEqual({
    cpu: "1050m",
    memory: "2176Mi",
    storage: "1Gi",
  });
  expect(footprintOf({ size: "demo", organizations: organizations.slice(0, 1) }, growing)).toEqual({
    cpu: "50m",
    memory: "128Mi",
    storage: "1Gi",
  });
});
