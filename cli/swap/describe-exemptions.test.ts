import { expect, test } from "vitest";
import type { Exemption, Part, Stack } from "../../charts/spi/index.ts";
import { examplePart, exampleStack } from "../../test/example-stack.ts";
import { describeExemptions } from "./describe-exemptions.ts";

const CIVIL = examplePart("civil", "digital-registries", { registries: [] });
const NEED = { rule: "run-as-non-root", workload: "main", reason: "it starts as root" } as const;
const NEEDY: Part = { ...CIVIL, product: { ...CIVIL.product, id: "needy", needs: [NEED] } };

const exemption = (rule: string, match: string): Exemption => ({
  rule,
  match,
  reason: "a trial",
  owner: "interior",
  expires: "2199-12-31",
});

const version = (part: Part, changes: Partial<Stack> = {}) => ({
  stack: exampleStack(2, { parts: [part], links: [], ...changes }),
  manifests: [],
});

test("names what the new product needs, and whether the profile grants it", () => {
  const exemptions = [exemption("run-as-non-root", "civil/*")];
  const needed = { rule: "run-as-non-root", match: "civil/main", reason: "it starts as root" };
  const step = { part: "civil", before: version(CIVIL), after: version(NEEDY), product: NEEDY.product };
  expect(describeExemptions(step)).toEqual({ needed: [{ ...needed, granted: false }], idle: [] });
  const granted = { ...step, before: version(CIVIL, { exemptions }) };
  expect(describeExemptions(granted).needed).toEqual([{ ...needed, granted: true }]);
});

test("names exemptions that nothing needs any more", () => {
  const exemptions = [exemption("run-as-non-root", "civil"), exemption("image-tag", "civil")];
  const before = version(NEEDY, { exemptions });
  const step = { part: "civil", before, after: version(CIVIL, { exemptions }), product: CIVIL.product };
  // The other one was idle before, which is another story.
  expect(describeExemptions(step).idle).toEqual([{ rule: "run-as-non-root", match: "civil" }]);
});

test("counts what comes with the new product, and reference products in production", () => {
  const environment = "production";
  const service: Part = { ...NEEDY, name: "civil-postgres", addedFor: "civil" };
  const step = {
    part: "civil",
    before: version(NEEDY, { environment }),
    after: version(CIVIL, { environment, parts: [CIVIL, service] }),
    product: CIVIL.product,
  };
  expect(describeExemptions(step).needed.map(({ rule, match }) => `${rule} ${match}`)).toEqual([
    "reference-in-production civil",
    "run-as-non-root civil-postgres/main",
    "reference-in-production civil-postgres",
  ]);
});

test("tells the product's own needs also where the parts do not fit together", () => {
  const step = { part: "civil", before: version(CIVIL), product: NEEDY.product };
  expect(describeExemptions(step).needed.map(({ match }) => match)).toEqual(["civil/main"]);
});
