import { describe, expect, test } from "vitest";
import { type Part, registry, type Stack } from "../../charts/spi/index.ts";
import { exampleLink, examplePart, exampleStack } from "../../test/example-stack.ts";
import {
  describeDependants,
  describeLinks,
  describeParts,
  describeRoles,
  describeThrough,
} from "./describe-dependants.ts";

const version = (changes: Partial<Stack> = {}) => ({ stack: exampleStack(2, changes), manifests: [] });
const CIVIL = examplePart("civil", "digital-registries", { registries: ["households"] });
const step = { part: "civil", before: version(), product: CIVIL.product };

/** The dependants as `PART STATE BY`. */
const states = (given: Parameters<typeof describeDependants>[0]) =>
  describeDependants(given).map(({ part, after, by = "" }) => `${part} ${after} ${by}`.trimEnd());

describe("who depends on the part", () => {
  test("is served by it still, by another part, or asks no more", () => {
    expect(states({ ...step, after: version() })).toEqual(["social served"]);
    const other = version({ links: [exampleLink("social", "archive")] });
    expect(states({ ...step, after: other })).toEqual(["social elsewhere archive"]);
    expect(states({ ...step, after: version({ links: [] }) })).toEqual(["social not-asked"]);
  });

  test("is served from outside where the profile says so", () => {
    const social = examplePart("social", "digital-registries", {});
    const asking: Part = {
      ...social,
      product: { ...social.product, requires: () => [registry("households")] },
    };
    const after = version({
      parts: [asking],
      links: [],
      providers: { registry: { host: "registry.example", port: 443 } },
    });
    expect(states({ ...step, after })).toEqual(["social elsewhere registry.example"]);
  });

  test("gets what the product says of itself where the parts do not fit together", () => {
    expect(states({ ...step, options: { registries: ["households"] } })).toEqual(["social served"]);
    expect(states({ ...step, options: { registries: [] } })).toEqual(["social unserved"]);
    expect(states(step)).toEqual(["social unknown"]);
  });
});

test("a mediator has links through it, another part has none", () => {
  expect(describeThrough({ ...step, part: "mediator" }).map(({ from, to }) => `${from} ${to}`)).toEqual([
    "social civil",
  ]);
  expect(describeThrough(step)).toEqual([]);
});

test("roles are played by the same part, another one, or nobody knows", () => {
  const cast = (holder: string) =>
    version({ useCases: [{ id: "lookup", title: "", roles: { holding: holder } }] });
  const before = cast("civil");
  expect(describeRoles({ ...step, before, after: cast("civil") })).toEqual([
    { useCase: "lookup", role: "holding", after: "served" },
  ]);
  expect(describeRoles({ ...step, before, after: cast("social") })).toMatchObject([
    { after: "elsewhere", by: "social" },
  ]);
  expect(describeRoles({ ...step, before })).toMatchObject([{ after: "unknown" }]);
});

test("parts and links that come and go are told, what stays is not", () => {
  const database: Part = { ...CIVIL, name: "civil-postgres", addedFor: "civil" };
  const after = version({
    parts: [...version().stack.parts, database],
    links: [exampleLink("civil", "civil-postgres")],
  });
  expect(describeParts({ ...step, after })).toEqual({
    gone: [],
    added: [{ part: "civil-postgres", product: "reference", release: "0.1.0", for: "civil" }],
  });
  const names = (links: readonly { from: string; to: string }[]) =>
    links.map(({ from, to }) => `${from} ${to}`);
  const links = describeLinks({ ...step, after });
  expect([names(links.gone), names(links.added)]).toEqual([["social civil"], ["civil civil-postgres"]]);
  expect(describeLinks(step)).toEqual({ gone: [], added: [] });
});
