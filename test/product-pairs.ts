import { globSync } from "node:fs";
import { join } from "node:path";
import { BLOCKS, type Block, type Catalog, type Product, productsFor } from "../charts/spi/index.ts";
import { shippedCatalog } from "../cli/open-catalog.ts";
import { readProfileFile } from "../cli/read-file.ts";
import { resolveAfter } from "../cli/swap/resolve-after.ts";
import { isChartSource, isOpaque } from "../constructs/rules/opaque.ts";
import { setInYaml } from "../profiles/edit-yaml.ts";
import type { Issue } from "../profiles/issue.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";
import {
  blockOfPart,
  overlay,
  partNames,
  type Swap,
  type SwapResult,
  swapProduct,
} from "../profiles/swap.ts";
import { validateObject } from "./kubernetes-schema.ts";
import { ROOT } from "./run-cli.ts";
import { products as oddProducts } from "./scenarios/profiles/products/catalog.ts";

/** The shipped products, and some that each bring up something that shipped ones may not. */
export const oddCatalog: Catalog = {
  ...shippedCatalog,
  products: [...shippedCatalog.products, ...oddProducts],
};

/** The blocks that the odd products fill. */
export const oddBlocks: readonly Block[] = oddProducts.flatMap(({ fills }) => fills);

/** A part of a shipped profile. Blocks that the profile leaves out have one too, named as the block. */
export interface Place {
  readonly profile: string;
  readonly loaded: LoadedProfile;
  readonly part: string;
  readonly block: Block;
}

/** What came of a swap: errors refuse it; problems are what neither a manifest nor an error may have. */
export interface Verdict {
  readonly errors: readonly Issue[];
  readonly problems: readonly string[];
}

/** Every place of every shipped profile for which a catalog has a product. */
export function allPlaces(catalog: Catalog): Place[] {
  return globSync("profiles/countries/*.yaml", { cwd: ROOT })
    .sort()
    .flatMap((profile) => placesIn(profile, catalog));
}

function placesIn(profile: string, catalog: Catalog): Place[] {
  const file = join(ROOT, profile);
  const loaded = load(file);
  const own = partNames(loaded).flatMap((part) => {
    const block = BLOCKS.find((known) => known === blockOfPart(loaded, part));
    return block === undefined ? [] : [{ profile, loaded, part, block }];
  });
  const absent = BLOCKS.filter((block) => !Object.hasOwn(loaded.value.blocks, block));
  const added = absent.flatMap((block) => {
    const [product] = productsFor(catalog, block);
    if (product === undefined) return [];
    const text = setInYaml(loaded.sources.get(file) ?? "", ["blocks", block], product.id);
    return [{ profile, loaded: load(file, text), part: block, block }];
  });
  return [...own, ...added];
}

/** The profile of a file, or of a text in its place. */
function load(file: string, text?: string): LoadedProfile {
  const loaded = loadProfile(
    file,
    text === undefined ? readProfileFile : overlay(readProfileFile, file, text),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded.value;
}

/**
 * Every ordered pair of the part's products, as `FROM → TO`: the first is put into the part, and then the second in
 * its place.
 */
export async function swapAll(place: Place, catalog: Catalog): Promise<Map<string, Verdict>> {
  const products = productsFor(catalog, place.block);
  // The same text says the same: most pairs end where others do.
  const judged = new Map<string, Promise<Verdict>>();
  const verdicts = new Map<string, Verdict>();
  for (const from of products) {
    const start = withProduct(place, from);
    for (const to of products.filter((product) => product !== from)) {
      const result = swapIn(start, place.part, to);
      const text = result.ok ? result.value.after : JSON.stringify(result.issues);
      const verdict = judged.get(text) ?? verdictOf(result, catalog);
      judged.set(text, verdict);
      verdicts.set(`${from.id} → ${to.id}`, await verdict);
    }
  }
  return verdicts;
}

function withProduct({ loaded, part }: Place, product: Product): LoadedProfile {
  const swapped = swapIn(loaded, part, product);
  return swapped.ok ? load(swapped.value.file, swapped.value.after) : loaded;
}

function swapIn(loaded: LoadedProfile, part: string, product: Product): SwapResult {
  return swapProduct(loaded, readProfileFile, { part, product, options: {} });
}

async function verdictOf(result: SwapResult, catalog: Catalog): Promise<Verdict> {
  const { errors, problems } = result.ok
    ? await judge(result.value, catalog)
    : { errors: result.issues, problems: [] };
  const placeless = errors.filter(({ at }) => at === undefined).map(({ code }) => `${code} has no line`);
  return { errors, problems: [...problems, ...placeless] };
}

/** Resolves the changed profile, makes the manifests and looks at each as an API server would. */
async function judge(swap: Swap, catalog: Catalog): Promise<Verdict> {
  const outcome = await resolveAfter({ catalog, digests: undefined, warnings: [] }, swap);
  const errors = errorsOf(outcome.issues);
  const manifests = outcome.version?.manifests ?? [];
  // What controllers bring is not in the description of Kubernetes itself.
  const plain = manifests.filter(({ object }) => !isOpaque(object) && !isChartSource(object));
  const invalid = plain.flatMap(({ id, object }) => validateObject(object).map((error) => `${id} ${error}`));
  const unsaid = outcome.holds === errors.length > 0 ? ["it holds and is refused, or neither"] : [];
  return { errors, problems: [...invalid, ...unsaid] };
}

function errorsOf(issues: readonly Issue[]): Issue[] {
  return issues.filter(({ severity }) => severity === "error");
}

/** Counts swaps and why they were refused. */
export class Tally {
  swaps = 0;
  refused = 0;
  readonly #codes = new Map<string, number>();

  /** Takes a swap into account. */
  add({ errors }: Verdict): void {
    this.swaps += 1;
    if (errors.length > 0) this.refused += 1;
    for (const code of new Set(errors.map((issue) => issue.code))) {
      this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
    }
  }

  /** `220 swaps, 20 refused (9 %), CS1103 16`: the share that is refused, and how many have an issue of each code. */
  toString(): string {
    const share = this.swaps === 0 ? 0 : Math.round((this.refused / this.swaps) * 100);
    const why = [...this.#codes].map(([code, times]) => `, ${code} ${times}`).join("");
    return `${this.swaps} swaps, ${this.refused} refused (${share} %)${why}`;
  }
}
