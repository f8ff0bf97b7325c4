import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { products } from "../charts/catalog.ts";
import type { Catalog, Product } from "../charts/spi/index.ts";
import { USE_CASES } from "../conformance/use-case-list.ts";
import { say } from "./messages/talk-en.ts";

/** What the tool ships: products and use cases. */
export const shippedCatalog: Catalog = { products, useCases: USE_CASES };

/** A catalog of the profile that cannot be used: its place in the profile's list, and why. */
export interface CatalogFault {
  readonly index: number;
  readonly folder: string;
  readonly reason: string;
}

/**
 * The shipped catalog and the profile's own: each of `folders` (relative to the profile) has a `catalog.ts` or
 * `catalog.js` whose `products` has the form of `charts/catalog.ts`. Products of one's own win over shipped ones of
 * the same block and id. Every catalog that cannot be used is named.
 */
export async function openCatalog(
  profile: string,
  folders: readonly string[],
): Promise<{ readonly catalog: Catalog; readonly faults: readonly CatalogFault[] }> {
  if (folders.length === 0) return { catalog: shippedCatalog, faults: [] };
  offerOwnModules();
  const own: Product[] = [];
  const faults: CatalogFault[] = [];
  for (const [index, folder] of folders.entries()) {
    const found = await importProducts(resolve(dirname(profile), folder));
    if (typeof found === "string") faults.push({ index, folder, reason: found });
    else own.push(...found);
  }
  const replaced = (product: Product) =>
    own.some((one) => one.id === product.id && one.fills.some((block) => product.fills.includes(block)));
  const shipped = products.filter((product) => !replaced(product));
  return { catalog: { products: [...own, ...shipped], useCases: USE_CASES }, faults };
}

/** The products of a folder, or why there are none. */
async function importProducts(folder: string): Promise<readonly Product[] | string> {
  const file = ["catalog.ts", "catalog.js"]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  if (file === undefined) return say.catalog.noFile;
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { products?: unknown };
    const { products: list } = loaded;
    return Array.isArray(list) && list.every(isProduct) ? list : say.catalog.noProducts;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether a value has what every product has; a missing piece would otherwise show where it is first needed. */
function isProduct(value: unknown): value is Product {
  if (typeof value !== "object" || value === null) return false;
  const product = value as Partial<Record<keyof Product, unknown>>;
  const lists = [product.fills, product.releases, product.needs];
  const functions = [product.provides, product.requires];
  const objects = [product.ports, product.options, product.footprint, product.conformance];
  return (
    typeof product.id === "string" &&
    typeof product.title === "string" &&
    lists.every((list) => Array.isArray(list)) &&
    functions.every((item) => typeof item === "function") &&
    objects.every((item) => typeof item === "object" && item !== null)
  );
}

let offered = false;

/** A catalog of one's own imports `country-stack/spi`, `country-stack/constructs` and zod from wherever it lies: from us. */
function offerOwnModules(): void {
  if (offered) return;
  offered = true;
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const own = new Map([
    ["country-stack/spi", new URL(`../charts/spi/index.${extension}`, import.meta.url).href],
    [
      "country-stack/reference-server",
      new URL(`../charts/reference-server.${extension}`, import.meta.url).href,
    ],
    [
      "country-stack/reference-config",
      new URL(`../charts/reference-config.${extension}`, import.meta.url).href,
    ],
    [
      "country-stack/server-workload",
      new URL(`../constructs/server-workload.${extension}`, import.meta.url).href,
    ],
    [
      "country-stack/generated-secret",
      new URL(`../constructs/generated-secret.${extension}`, import.meta.url).href,
    ],
    ["country-stack/volume-claim", new URL(`../constructs/volume-claim.${extension}`, import.meta.url).href],
    [
      "country-stack/configuration",
      new URL(`../constructs/configuration.${extension}`, import.meta.url).href,
    ],
    ["country-stack/labels", new URL(`../constructs/labels.${extension}`, import.meta.url).href],
  ]);
  const borrowed = new Set(["zod", "cdk8s", "cdk8s-plus-27", "constructs"]);
  registerHooks({
    resolve(specifier, context, next) {
      const url = own.get(specifier);
      if (url !== undefined) return { url, shortCircuit: true };
      return next(specifier, borrowed.has(specifier) ? { ...context, parentURL: import.meta.url } : context);
    },
  });
}
