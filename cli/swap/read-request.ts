import { parse } from "yaml";
import {
  BLOCKS,
  type Block,
  findProduct,
  type Part,
  type Product,
  productsFor,
} from "../../charts/spi/index.ts";
import { suggest } from "../../profiles/suggest.ts";
import { blockOfPart, partNames, type SwapRequest } from "../../profiles/swap.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { OpenedStack } from "../open-stack.ts";

const { swap: words } = say;

/** What the command line says of the new product. */
export interface RequestFlags {
  readonly external?: string;
  readonly option?: readonly string[];
}

/** Turns `PART PRODUCT[@VERSION]` and the flags into a request; wrong use where one of them is not there. */
export function readRequest(
  opened: OpenedStack,
  part: string,
  given: string,
  flags: RequestFlags,
): SwapRequest {
  const block = blockNamed(opened, part);
  const [id = "", version] = given.split("@", 2);
  const product = findProduct(opened.catalog, block, id);
  if (product === undefined) {
    const known = productsFor(opened.catalog, block).map((each) => each.id);
    throw new UsageError(words.unknownProduct(id, block), hintFor(id, known, words.products));
  }
  const releases = product.releases.map((release) => release.version);
  if (version !== undefined && !releases.includes(version)) {
    const hint = hintFor(version, releases, words.releases);
    throw new UsageError(words.unknownRelease(version, product.id), hint);
  }
  const url = flags.external;
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url)) throw new UsageError(words.badUrl(url));
  return { part, product, version, url, options: readOptions(flags.option ?? []) };
}

function blockNamed({ loaded, stack }: OpenedStack, name: string): Block {
  const block = BLOCKS.find((known) => known === blockOfPart(loaded, name));
  if (block !== undefined) return block;
  const added = stack.parts.find((part) => part.name === name);
  if (added !== undefined) throw new UsageError(words.addedPart(name), addedHint(added));
  const known = partNames(loaded);
  throw new UsageError(words.unknownPart(name, stack.name), hintFor(name, known, words.parts));
}

function addedHint({ product, options }: Part): string {
  return words.addedHint(kindOf(product, options), product.id);
}

function kindOf(product: Product, options: unknown): string {
  return product.provides(options)[0]?.capability.kind ?? product.id;
}

function hintFor(word: string, known: readonly string[], all: (known: readonly string[]) => string): string {
  const { suggestion } = suggest(word, known);
  return suggestion === undefined ? all(known) : words.didYouMean(suggestion);
}

function readOptions(given: readonly string[]): Record<string, unknown> {
  const entries = given.map((text): [string, unknown] => {
    const [, key, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) throw new UsageError(words.badOption(text));
    return [key, readValue(value, text)];
  });
  return Object.fromEntries(entries);
}

function readValue(value: string, text: string): unknown {
  try {
    return parse(value);
  } catch {
    throw new UsageError(words.badOption(text));
  }
}
