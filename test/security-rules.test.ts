import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { products } from "../charts/catalog.ts";
import { type Manifest, type Product, SIZES, type Size, type Stack } from "../charts/spi/index.ts";
import { checkRules, type Finding, unusedNeeds } from "../constructs/rules/check-rules.ts";
import { synthStack } from "../constructs/synth.ts";
import { openProfile } from "./open-profile.ts";
import { folderOf, productStack } from "./product-profile.ts";
import { ROOT } from "./run-cli.ts";
import { weaken } from "./weaken-manifests.ts";

const open = (profile: string) => openProfile(join(ROOT, profile));

const placeOf = ({ rule, object, path, part, params }: Finding) =>
  `${rule} ${part} ${object}#${path} ${JSON.stringify(params)}`;

/** The weakenings after which the rules say nothing that they did not say before. */
function survivors(stack: Stack, manifests: readonly Manifest[]): string[] {
  const before = new Set(checkRules(manifests, { stack }).map(placeOf));
  return weaken(manifests)
    .filter((weakening) =>
      checkRules(weakening.manifests, { stack }).every((each) => before.has(placeOf(each))),
    )
    .map(({ name }) => name);
}

const profiles = globSync("profiles/countries/*.yaml", { cwd: ROOT }).sort();

describe.each(profiles)("%s", (profile) => {
  const stack = open(profile);

  it("has no finding but what its products state, its environment grants, and advice", async () => {
    const findings = checkRules(await synthStack(stack), { stack });
    const wrong = findings.filter(({ level, state }) => level === "error" && state !== "needed-and-granted");
    expect(wrong.map(placeOf)).toEqual([]);
  });
});

// All weakenings of a larger country take minutes: its kinds of objects are those of the products below.
it("Utopia cannot be weakened at any place without a finding", async () => {
  const stack = open("profiles/countries/utopia.yaml");
  const manifests = await synthStack(stack);
  expect(weaken(manifests).length).toBeGreaterThan(manifests.length * 3);
  // Nothing of the stack uses it: this tool calls the parts with it, and says so where it is not there.
  const own = ["no core/utopia-mediator/Secret/mediator-operator"];
  expect(survivors(stack, manifests)).toEqual(own);
}, 120_000);

it("Utopia, which everybody sees first, has no finding at all", async () => {
  const stack = open("profiles/countries/utopia.yaml");
  expect(checkRules(await synthStack(stack), { stack })).toEqual([]);
});

/** The stack of a product; nothing where its platform services do not come in the size. */
function stackOf(product: Product, size: Size): Stack | undefined {
  try {
    return productStack(product, size);
  } catch (error) {
    const codes = [...(error as Error).message.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
    if (codes.length > 0 && codes.every((code) => code === "CS1301")) return undefined;
    throw error;
  }
}

const installable = products.filter(({ releases }) => releases.some(({ load }) => load !== undefined));

describe.each(installable.map((product) => [folderOf(product), product] as const))("%s", (_, product) => {
  it.for(SIZES)("states exactly the needs that its objects of the size %s have", async (size, { skip }) => {
    const stack = stackOf(product, size);
    if (stack === undefined) return skip("the catalog has no platform service for it in this size");
    const manifests = await synthStack(stack);
    const findings = checkRules(manifests, { stack });
    const unstated = findings.filter(({ level, state }) => level === "error" && state === "violation");
    expect(unstated.map(placeOf)).toEqual([]);
    expect(unusedNeeds(findings, manifests, stack)).toEqual([]);
  });
});
