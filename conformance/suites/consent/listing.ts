import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { negative, positive, type Statement } from "../checks-of.ts";
import { INVALID, must } from "./scene.ts";

const PAGE = 500;
const TRIES = 4;

/** A list of the file. */
export interface Listing {
  readonly path: string;
  /** The name of the list in the answer. */
  readonly name: string;
  readonly item: z.ZodType<{ readonly id: string }>;
}

/** How a list is asked for beside its pages: who asks. */
export interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
}

type Items = readonly { readonly id: string }[];

/** One page of a list. */
export async function askPage(
  context: CheckContext,
  { path, name, item }: Listing,
  query: Readonly<Record<string, number>>,
  asking: Asking = {},
): Promise<{ readonly items: Items; readonly exchange: Exchange }> {
  const shape = z.looseObject({ [name]: z.array(item) });
  const { body, exchange } = await must(context, { path, query, ...asking }, shape);
  return { items: body[name] as Items, exchange };
}

/** All pages of a list. No item is there twice. */
export async function askAll(
  context: CheckContext,
  listing: Listing,
  asking: Asking = {},
): Promise<{ readonly items: Items; readonly exchange: Exchange }> {
  const items: { readonly id: string }[] = [];
  for (;;) {
    const page = await askPage(context, listing, { offset: items.length, limit: PAGE }, asking);
    items.push(...page.items);
    const ids = page.items.map(({ id }) => id);
    expectTrue(new Set(ids).size === ids.length, "an item is in the list twice", page.exchange);
    if (page.items.length < PAGE) return { items, exchange: page.exchange };
  }
}

/** These are in the list, in this order, each as it was made. */
export async function expectListed(
  context: CheckContext,
  listing: Listing,
  wanted: Items,
  asking: Asking = {},
): Promise<void> {
  const { items, exchange } = await askAll(context, listing, asking);
  const found = items.filter(({ id }) => wanted.some((one) => one.id === id));
  expectEqual(
    found.map(({ id }) => id),
    wanted.map(({ id }) => id),
    "the items of the list that this check has made",
    exchange,
  );
  for (const [index, one] of wanted.entries()) expectMatches(found[index], one, "the item", exchange);
}

/** It is not in the list. */
export async function expectNotListed(
  context: CheckContext,
  listing: Listing,
  id: string,
  asking: Asking = {},
): Promise<void> {
  const { items, exchange } = await askAll(context, listing, asking);
  expectTrue(!items.some((one) => one.id === id), "what is gone is in the list", exchange);
}

/** `offset` and `limit` cut the list as they say. Others may change it meanwhile: then once more. */
export async function expectPaged(
  context: CheckContext,
  listing: Listing,
  wanted: Items,
  asking: Asking = {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { items } = await askAll(context, listing, asking);
    const at = wanted.map((one) => items.findIndex(({ id }) => id === one.id));
    const pages = [];
    for (const offset of at)
      pages.push(await askPage(context, listing, { offset: Math.max(offset, 0), limit: 1 }, asking));
    const holds = pages.every(({ items: [one, ...rest] }, index) => {
      return rest.length === 0 && one !== undefined && one.id === wanted[index]?.id;
    });
    if (!holds && attempt < TRIES) continue;
    expectTrue(holds, "offset and limit do not cut the list as they say", pages.at(-1)?.exchange);
    for (const [index, page] of pages.entries())
      expectMatches(page.items[0], wanted[index] ?? {}, "the item of the page", page.exchange);
    return;
  }
}

/** What every list has to do with its pages, also where nothing may be written. */
export function pageChecks(id: string, listing: Listing): Statement[] {
  const { path } = listing;
  return [
    positive(
      `${id}-page`,
      "A page of the list is not longer than asked for",
      async (context) => {
        const { items, exchange } = await askPage(context, listing, { offset: 0, limit: 2 });
        expectTrue(items.length <= 2, "the page is longer than asked for", exchange);
      },
      { effect: "read" },
    ),
    negative(
      `${id}-page-wrong`,
      "A page that cannot be is refused",
      async (context) => {
        for (const query of [{ limit: "many" }, { offset: "first" }, { limit: -1 }, { offset: -1 }])
          expectRefused(await context.http.send({ path, query }), ...INVALID);
      },
      { effect: "read" },
    ),
  ];
}
