import { BLOCK_TITLES, type Organization, type Product } from "../../charts/spi/index.ts";
import { httpUrl } from "../../profiles/formats.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { askOptions } from "./ask-options.ts";
import type { ChosenFrame, ChosenPart, Context } from "./chosen.ts";
import type { PartWish } from "./part-wish.ts";
import { blockProducts, ELSEWHERE, isInstallable, productChoices, suggestProduct } from "./product-choice.ts";
import { askChoice, askText, type Interview } from "./question.ts";
import { suggestOptions } from "./suggest-options.ts";

/** Product, place, owner and options of one part; nothing where the catalog has no product for its block. */
export function* askPart(
  context: Context,
  frame: ChosenFrame,
  organizations: readonly Organization[],
  wish: PartWish,
): Interview<ChosenPart | undefined> {
  const products = blockProducts(context.catalog, wish.block);
  const { product, elsewhere } = yield* askProduct(products, context.published, frame, wish);
  if (product === undefined) return undefined;
  const url = elsewhere ? yield* askUrl(wish) : undefined;
  const owner = yield* askOwner(organizations, wish);
  const suggested = suggestOptions(product, wish.wanted);
  const options = yield* askOptions(product, ["parts", wish.name, "options"], wish.name, suggested);
  return { name: wish.name, block: wish.block, product, url, owner, options };
}

interface Picked {
  readonly product: Product | undefined;
  readonly elsewhere: boolean;
}

function* askProduct(
  products: readonly Product[],
  published: Context["published"],
  { environment, size }: ChosenFrame,
  wish: PartWish,
): Interview<Picked> {
  const find = (id: string) => products.find((product) => product.id === id);
  if (products.length === 0) return { product: undefined, elsewhere: false };
  const { head, choices } = productChoices(products, wish.block, size, wish.wanted, published);
  const suggested = suggestProduct(products, wish.wanted, environment);
  const chosen = yield* askChoice({
    path: ["parts", wish.name, "product"],
    ...say.product(BLOCK_TITLES[wish.block], wish.name === wish.block ? undefined : wish.name, wish.neededBy),
    choices: [...choices, { value: ELSEWHERE, ...say.elsewhere }],
    head,
    suggested,
    resets: ["parts", wish.name, "options"],
  });
  if (chosen !== ELSEWHERE) {
    const product = find(chosen);
    return { product, elsewhere: product !== undefined && !isInstallable(product) };
  }
  const there = yield* askChoice({
    path: ["parts", wish.name, "elsewhere"],
    ...say.elsewhereProduct(wish.name),
    choices,
    head,
    suggested,
    resets: ["parts", wish.name, "options"],
  });
  return { product: find(there), elsewhere: true };
}

function askUrl({ name }: PartWish): Interview<string> {
  return askText({
    path: ["parts", name, "url"],
    ...say.url(name),
    schema: httpUrl,
    example: `https://${name}.example`,
  });
}

/** Nobody is asked to choose from one. */
function* askOwner(organizations: readonly Organization[], { name }: PartWish): Interview<string> {
  const [first] = organizations;
  if (first === undefined || organizations.length === 1) return first?.id ?? "";
  return yield* askChoice({
    path: ["parts", name, "owner"],
    ...say.owner(name),
    choices: organizations.map((each) => ({
      value: each.id,
      name: each.name,
      about: `${each.class}/${each.code}`,
    })),
    suggested: first.id,
  });
}
