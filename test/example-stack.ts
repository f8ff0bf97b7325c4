import { products } from "../charts/catalog.ts";
import { type Block, findProduct, type Link, type Part, registry, type Stack } from "../charts/spi/index.ts";

const INTERIOR = { id: "interior", name: "Ministry of the Interior", class: "GOV", code: "70001" };
const SOCIAL = { id: "social", name: "Ministry of Social Affairs", class: "GOV", code: "70002" };
const AT = { file: "example.yaml", line: 1, column: 1, endColumn: 2 };

/** A part of the example stack, filled by the reference product of its block or by the one given. */
export function examplePart(
  name: string,
  block: Block,
  options: unknown,
  owner = INTERIOR,
  product = findProduct({ products, useCases: [] }, block, "reference"),
): Part {
  const release = product?.releases[0];
  if (product === undefined || release === undefined) throw new Error(`no product for ${block}`);
  return {
    name,
    block,
    product,
    release,
    owner,
    identifier: { instance: "XU", memberClass: owner.class, memberCode: owner.code, application: name },
    namespace: `utopia-${name}`,
    options,
    overrides: {},
    at: AT,
  };
}

/** A link through the mediator. */
export function exampleLink(from: string, to: string): Link {
  return { from, to, capability: registry("households"), port: "api", via: "mediator", reason: "an example" };
}

/** A mediator and `registries` parts (two at least); the second asks the first. Changes are laid over it. */
export function exampleStack(registries = 2, changes: Partial<Stack> = {}): Stack {
  const parts = [examplePart("mediator", "information-mediator", { retryBaseMs: 250 })];
  for (let index = 0; index < registries; index++) {
    const owner = index % 2 === 0 ? INTERIOR : SOCIAL;
    const name = ["civil", "social"][index] ?? `registry-${index}`;
    parts.push(examplePart(name, "digital-registries", { registries: [`r${index}`] }, owner));
  }
  return {
    name: "utopia",
    country: { name: "Utopia", code: "XU", currency: "XTS" },
    domain: "utopia.example",
    environment: "development",
    size: "demo",
    instance: "XU",
    organizations: [INTERIOR, SOCIAL],
    parts,
    links: [exampleLink("social", "civil")],
    useCases: [],
    exemptions: [],
    providers: {},
    images: {},
    ...changes,
  };
}
