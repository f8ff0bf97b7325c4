import {
  BLOCKS,
  type Block,
  type Catalog,
  type Product,
  productsFor,
  type Release,
} from "../../charts/spi/index.ts";
import { suggest } from "../../profiles/suggest.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Choice } from "./describe-comparison.ts";

const { compare: words } = say;

/** The block and the products that the words of a command line mean. */
export interface Choices {
  readonly block: Block;
  readonly choices: readonly Choice[];
}

/** Turns `BLOCK`, or `PRODUCT[@RELEASE] PRODUCT[@RELEASE] …` and `--block`, into what is compared. */
export function chooseProducts(catalog: Catalog, names: readonly string[], asked?: string): Choices {
  const [first = "", ...others] = names;
  const block = BLOCKS.find((known) => known === first);
  if (block !== undefined) {
    if (others.length > 0) throw new UsageError(words.twoBlocks);
    const choices = productsFor(catalog, block).flatMap((product) => preferred(product));
    return { block, choices };
  }
  if (others.length === 0) throw new UsageError(words.one(first), hintFor(catalog, first));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(words.twice(twice));
  const common = commonBlock(catalog, names, asked);
  return { block: common, choices: names.map((name) => choose(catalog, common, name)) };
}

const idOf = (name: string): string => name.split("@", 1)[0] ?? "";

function commonBlock(catalog: Catalog, names: readonly string[], asked: string | undefined): Block {
  const ids = [...new Set(names.map(idOf))];
  const fills = ids.map((id) => {
    const blocks = catalog.products
      .filter((product) => product.id === id)
      .flatMap((product) => product.fills);
    if (blocks.length === 0) throw new UsageError(words.unknown(id), hintFor(catalog, id));
    return new Set(blocks);
  });
  const common = BLOCKS.filter((block) => fills.every((blocks) => blocks.has(block)));
  const chosen = asked === undefined ? common : common.filter((block) => block === asked);
  const [block, ...more] = chosen;
  if (block === undefined) {
    const lines = ids.map((id, index) => words.fills(id, [...(fills[index] ?? [])]));
    throw new UsageError(words.noCommonBlock(ids), lines.join("; "));
  }
  if (more.length > 0) throw new UsageError(words.severalBlocks(ids, common), words.blockHint(block));
  return block;
}

function choose(catalog: Catalog, block: Block, name: string): Choice {
  const [id, version] = name.split("@", 2);
  const product = productsFor(catalog, block).find((each) => each.id === id);
  if (product === undefined) throw new Error(`${id} does not fill ${block}`);
  const release =
    version === undefined ? undefined : product.releases.find((each) => each.version === version);
  const choice = version === undefined ? preferred(product)[0] : release && { product, release };
  if (choice !== undefined) return choice;
  const releases = product.releases.map((each) => each.version);
  throw new UsageError(say.swap.unknownRelease(version ?? "", product.id), say.swap.releases(releases));
}

/** The release that a profile gets where it names none; nothing of a product of which the catalog has none. */
function preferred(product: Product): Choice[] {
  const release: Release | undefined =
    product.releases.find(({ load }) => load !== undefined) ?? product.releases[0];
  return release === undefined ? [] : [{ product, release }];
}

function hintFor(catalog: Catalog, word: string): string {
  const known = [...BLOCKS, ...new Set(catalog.products.map(({ id }) => id))];
  const { suggestion } = suggest(word, known);
  return suggestion === undefined ? say.catalog.blocks(BLOCKS) : say.swap.didYouMean(suggestion);
}
