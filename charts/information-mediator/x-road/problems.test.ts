import { expect, it } from "vitest";
import { examplePart, exampleStack } from "../../../test/example-stack.ts";
import type { Stack } from "../../spi/index.ts";
import { type XRoadOptions, xRoadOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";
import product from "./product.ts";

const ANCHOR = "<configurationAnchor><instanceIdentifier>XU</instanceIdentifier></configurationAnchor>";

const memberOf = (changes: Record<string, unknown> = {}) => ({
  mode: "member",
  member: {
    anchor: ANCHOR,
    central: { host: "cs.example" },
    management: { host: "ms.example" },
    authority: { name: "CA" },
    servers: { interior: { address: "a.example" }, social: { address: "b.example" } },
    ...changes,
  },
});

function reasons(options: unknown, changes: Partial<Stack> = {}): string[] {
  const stack = exampleStack(2, changes);
  const parsed = xRoadOptions.parse(options) as XRoadOptions;
  const part = examplePart("mediator", "information-mediator", parsed, undefined, product);
  return problemsOf(stack, part, parsed).map(({ reason }) => reason);
}

it("has nothing to say of what is right", () => {
  expect(reasons({})).toEqual([]);
  expect(reasons(memberOf(), { environment: "production" })).toEqual([]);
  expect(reasons(memberOf({ anchor: "https://x-road.example/anchor.xml" }))).toEqual([]);
});

it("takes no code with an underscore, which X-Road refuses, and no member twice", () => {
  const organizations = [
    { id: "interior", name: "I", class: "G_V", code: "1" },
    { id: "social", name: "S", class: "G_V", code: "1" },
  ];
  expect(reasons({}, { organizations, instance: "X_U" })).toEqual([
    "the instance is X_U, and X-Road takes letters, digits and '()+,-.=? only",
    "the class of interior is G_V, and X-Road takes letters, digits and '()+,-.=? only",
    "the class of social is G_V, and X-Road takes letters, digits and '()+,-.=? only",
    "social has the class and code of another organization, G_V:1",
  ]);
});

it("leaves the management services their name", () => {
  const parts = [examplePart("management", "digital-registries", {})];
  expect(reasons({}, { parts })).toEqual([
    "the part management has the name of the instance's management services",
  ]);
});

it("keeps its test authority out of production", () => {
  expect(reasons({}, { environment: "production" })).toEqual([
    "mode development has a test authority that signs whatever it is asked to",
  ]);
});

it("joins an instance only with what its operator gave", () => {
  expect(reasons({ mode: "member" })).toEqual(["mode member needs an instance to join"]);
  expect(reasons({ member: memberOf().member })).toEqual(["member is there, and the mode is development"]);
  expect(reasons(memberOf({ anchor: "hello" }))).toEqual(["this is no anchor of X-Road's configuration"]);
  expect(reasons(memberOf({ anchor: ANCHOR.replace("XU", "EE") }))).toEqual([
    "the anchor is of instance EE, and the profile's is XU",
  ]);
  expect(
    reasons(memberOf({ servers: { interior: { address: "a.example" }, other: { address: "b.example" } } })),
  ).toEqual([
    "social has no security server under member.servers",
    "member.servers names other, which is no organization of the profile",
  ]);
});
