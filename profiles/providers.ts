import type { Product, Release, Span } from "../charts/spi/index.ts";
import { CAPABILITY_KINDS, isPlatformKind } from "./capability-kinds.ts";
import { errorAt } from "./issue.ts";
import type { Path } from "./located.ts";
import { provisionsOf, type Resolving } from "./resolving.ts";
import type { Profile } from "./schema.ts";
import { parseLocated } from "./schema-issues.ts";
import { suggest } from "./suggest.ts";

/** The platform product that a profile chooses for a capability, or that the choice is in trouble of its own. */
export type ChosenProvider =
  | {
      readonly kind: "chosen";
      readonly product: Product;
      readonly release: Release;
      readonly options: unknown;
      /** Where the product's id stands. */
      readonly at: Span;
    }
  | { readonly kind: "broken" };

type Choice = Extract<Profile["providers"][string], { product: string }>;

/** What is not called over the network cannot be had from a host elsewhere. */
const INSIDE_ONLY = ["operator", "certificate-authority", "gateway"];

/**
 * The products that a profile's `providers` choose, by the capability's name as it is written there. What is wrong
 * with a choice is reported once, whether any part needs it or not.
 */
export function chosenProviders(resolving: Resolving): Map<string, ChosenProvider> {
  const chosen = new Map<string, ChosenProvider>();
  for (const [name, provider] of Object.entries(resolving.loaded.value.providers)) {
    const path = ["providers", name];
    // That there is no such capability is said by `checkUses`.
    if (!CAPABILITY_KINDS.includes(kindOf(name))) chosen.set(name, { kind: "broken" });
    else if ("product" in provider) chosen.set(name, choose(name, provider, path, resolving));
    else if (INSIDE_ONLY.includes(kindOf(name))) reportExternal(name, path, resolving);
  }
  return chosen;
}

function kindOf(name: string): string {
  return name.split(":")[0] ?? name;
}

function choose(name: string, choice: Choice, path: Path, resolving: Resolving): ChosenProvider {
  const { catalog, loaded, report } = resolving;
  const at = loaded.spanOf([...path, "product"]);
  const able = catalog.products.filter((product) => product.platform !== undefined && offers(product, name));
  const product = able.find(({ id }) => id === choice.product);
  if (product === undefined) {
    const known = able.map(({ id }) => id);
    report(
      errorAt(
        "CS1202",
        { product: choice.product, block: name, known, ...suggest(choice.product, known) },
        at,
      ),
    );
    return { kind: "broken" };
  }
  const release = releaseOf(product, choice, path, resolving);
  const parsed = parseLocated(product.options, loaded.root, choice.options ?? {}, [...path, "options"]);
  if (!("value" in parsed)) for (const { issue } of parsed.faults) report(issue);
  if (release === undefined || !("value" in parsed)) return { kind: "broken" };
  return { kind: "chosen", product, release, options: parsed.value, at };
}

/** Whether a product is about a capability: `operator:NAME` means the operator of that name only. */
function offers(product: Product, name: string): boolean {
  const [kind, trait] = name.split(":");
  return (
    provisionsOf(product)?.some(
      ({ capability }) =>
        capability.kind === kind &&
        isPlatformKind(capability.kind) &&
        (trait === undefined || capability.traits["name"] === trait),
    ) ?? false
  );
}

function releaseOf(
  product: Product,
  { version }: Choice,
  path: Path,
  { loaded, report }: Resolving,
): Release | undefined {
  const installable = product.releases.filter(({ load }) => load !== undefined);
  const release =
    version === undefined ? installable[0] : installable.find((each) => each.version === version);
  if (release !== undefined) return release;
  const known = installable.map((each) => each.version);
  const params = { release: version ?? "", product: product.id, known, ...suggest(version ?? "", known) };
  report(errorAt("CS1203", params, loaded.spanOf([...path, version === undefined ? "product" : "version"])));
  return undefined;
}

function reportExternal(name: string, path: Path, { loaded, report }: Resolving): void {
  const params = { path: path.join("."), reason: "not-elsewhere", value: name };
  report(errorAt("CS1104", params, loaded.keySpanOf([...path, "external"])));
}
