import {
  BLOCKS,
  type Block,
  findProduct,
  type Organization,
  type Part,
  type Product,
  productsFor,
  type Release,
} from "../charts/spi/index.ts";
import type { PartForm } from "./block-schema.ts";
import { errorAt } from "./issue.ts";
import type { Path } from "./located.ts";
import type { BrokenPart, Resolving } from "./resolving.ts";
import { parseLocated } from "./schema-issues.ts";
import { suggest } from "./suggest.ts";

/** The parts of a profile in its order, and the entries that could not become one. */
export interface Parts {
  readonly parts: readonly Part[];
  readonly broken: readonly BrokenPart[];
}

/** One part as the profile writes it, whichever of the forms it takes. */
export interface Entry {
  readonly name: string;
  readonly block: string;
  readonly path: Path;
  /** Where the product's id stands. */
  readonly productPath: Path;
  readonly form: PartForm;
}

/** The release of a part that runs elsewhere with a product of which the catalog knows none. */
const ELSEWHERE: Release = { version: "external", images: {}, govstack: {}, upgradesFrom: [] };

/** Makes the parts that a profile asks for; what stands in the way of one is reported. */
export function resolveParts(resolving: Resolving): Parts {
  const parts: Part[] = [];
  const broken: BrokenPart[] = [];
  const names = new Map<string, Entry>();
  const entries = entriesOf(resolving);
  reportBlocks(entries, resolving);
  for (const entry of entries) {
    const part = resolvePart(entry, resolving);
    const first = names.get(entry.name);
    if (first !== undefined) reportDuplicate(entry, first, resolving);
    else names.set(entry.name, entry);
    if (part !== undefined && first === undefined) parts.push(part);
    else broken.push({ name: entry.name, block: knownBlock(entry.block) });
  }
  return { parts, broken };
}

/** The parts as the profile writes them, in its order; whether block and product are there is not looked at. */
export function entriesOf({ loaded }: Pick<Resolving, "loaded">): Entry[] {
  return Object.entries(loaded.value.blocks).flatMap(([block, value]) => {
    const path = ["blocks", block];
    if (typeof value === "string" || !("parts" in value)) return [entryOf(block, block, path, value)];
    return Object.entries(value.parts).map(([name, part]) =>
      entryOf(name, block, [...path, "parts", name], part),
    );
  });
}

function entryOf(name: string, block: string, path: Path, value: string | PartForm): Entry {
  if (typeof value === "string") return { name, block, path, productPath: path, form: { product: value } };
  return { name, block, path, productPath: [...path, "product"], form: value };
}

const knownBlock = (block: string): Block | undefined => BLOCKS.find((known) => known === block);

function resolvePart(entry: Entry, resolving: Resolving): Part | undefined {
  const { loaded } = resolving;
  const block = knownBlock(entry.block);
  const owner = resolveOwner(entry, resolving);
  const product = block && resolveProduct(entry, block, resolving);
  if (block === undefined || product === undefined) return undefined;
  const release = resolveRelease(entry, product, resolving);
  const options = resolveOptions(entry, product, resolving);
  checkReplicas(entry, product, resolving);
  if (options === undefined) return undefined;
  const profile = loaded.value;
  return {
    name: entry.name,
    block,
    product,
    release,
    owner,
    identifier: {
      instance: profile.mediator?.instance ?? profile.country.code,
      memberClass: owner.class,
      memberCode: owner.code,
      application: entry.name,
    },
    namespace: `${profile.name}-${entry.name}`,
    options: options.value,
    overrides: entry.form.overrides ?? {},
    external: entry.form.external,
    seed: loaded.seeds.get(entry.name),
    at: loaded.keySpanOf(entry.path),
  };
}

/** Reports each block that is unknown once, however many parts it has. */
function reportBlocks(entries: readonly Entry[], { loaded, report }: Resolving): void {
  const unknown = entries.map(({ block }) => block).filter((block) => knownBlock(block) === undefined);
  for (const block of new Set(unknown)) {
    const at = loaded.keySpanOf(["blocks", block]);
    report(errorAt("CS1201", { block, known: BLOCKS, ...suggest(block, BLOCKS) }, at));
  }
}

function reportDuplicate(entry: Entry, first: Entry, { loaded, report }: Resolving): void {
  const { file, line } = loaded.keySpanOf(first.path);
  const params = { part: entry.name, block: entry.block, first: first.block, file, line };
  report(errorAt("CS1206", params, loaded.keySpanOf(entry.path)));
}

/** The organization that owns a part; for one that is unknown the first, so that checking can go on. */
function resolveOwner({ path, form }: Entry, { loaded, report }: Resolving): Organization {
  const all = Object.entries(loaded.value.organizations).map(([id, each]) => ({ id, ...each }));
  const owner = form.owner === undefined ? all[0] : all.find(({ id }) => id === form.owner);
  if (owner === undefined) {
    const known = all.map(({ id }) => id);
    const organization = form.owner ?? "";
    const params = { organization, known, ...suggest(organization, known) };
    report(errorAt("CS1205", params, loaded.spanOf([...path, "owner"])));
  }
  return owner ?? all[0] ?? { id: "", name: "", class: "", code: "" };
}

function resolveProduct(entry: Entry, block: Block, resolving: Resolving): Product | undefined {
  const { catalog, loaded, report } = resolving;
  const id = entry.form.product;
  const product = findProduct(catalog, block, id);
  if (product !== undefined) return product;
  const at = loaded.spanOf(entry.productPath);
  const known = productsFor(catalog, block).map((each) => each.id);
  const fills = catalog.products.filter((each) => each.id === id).flatMap((each) => each.fills);
  if (fills.length > 0)
    report(errorAt("CS1207", { product: id, block, fills: [...new Set(fills)], known }, at));
  else report(errorAt("CS1202", { product: id, block, known, ...suggest(id, known) }, at));
  return undefined;
}

/** The release that a part names, else the first installable one; for an unknown one that too, to go on checking. */
function resolveRelease(entry: Entry, product: Product, { loaded, report }: Resolving): Release {
  const { version, external } = entry.form;
  const preferred = product.releases.find(isInstallable) ?? product.releases[0] ?? ELSEWHERE;
  const release =
    version === undefined ? preferred : product.releases.find((each) => each.version === version);
  if (release === undefined) {
    const known = product.releases.map((each) => each.version);
    const params = { release: version ?? "", product: product.id, known, ...suggest(version ?? "", known) };
    report(errorAt("CS1203", params, loaded.spanOf([...entry.path, "version"])));
    return preferred;
  }
  if (external === undefined && product.reference === undefined && !isInstallable(release)) {
    const installable = product.releases.filter(isInstallable).map((each) => each.version);
    const params = { product: product.id, release: release.version, installable };
    report(errorAt("CS1204", params, loaded.spanOf(entry.productPath)));
  }
  return release;
}

function checkReplicas({ path, form }: Entry, product: Product, { loaded, report }: Resolving): void {
  const replicas = form.overrides?.replicas ?? 1;
  const most = product.maxReplicas ?? replicas;
  if (replicas <= most) return;
  const at = loaded.spanOf([...path, "overrides", "replicas"]);
  report(errorAt("CS1210", { product: product.id, replicas, most }, at));
}

const isInstallable = (release: Release): boolean => release.load !== undefined;

function resolveOptions({ path, form }: Entry, product: Product, { loaded, report }: Resolving) {
  const parsed = parseLocated(product.options, loaded.root, form.options ?? {}, [...path, "options"]);
  if ("value" in parsed) return parsed;
  for (const { issue } of parsed.faults) report(issue);
  return undefined;
}
