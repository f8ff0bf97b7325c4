import { BLOCK_TITLES, type Block, type Capability } from "../../charts/spi/index.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { askChoice, type Interview } from "./question.ts";
import { freeName, slugOf } from "./slug.ts";
import { namedCapabilities } from "./wanted-blocks.ts";

/** A part that is wanted and has no product yet. */
export interface PartWish {
  readonly name: string;
  readonly block: Block;
  /** What use cases or other parts expect of it. */
  readonly wanted: readonly Capability[];
  /** The part that needs it, where no block was chosen for it. */
  readonly neededBy?: string;
}

/**
 * The parts of a block. One, named as the block; where several named things are wanted of it, such as registries of
 * different ministries, a person may have one part for each.
 */
export function* askWishes(
  block: Block,
  wanted: readonly Capability[],
  taken: readonly string[],
): Interview<readonly PartWish[]> {
  const together = { name: freeName(block, taken), block, wanted };
  const named = namedCapabilities(wanted);
  if (named.length < 2) return [together];
  const names = named.map(({ traits }) => String(traits["name"]));
  const how = yield* askChoice({
    path: ["separate", block],
    ...say.separate(BLOCK_TITLES[block], names),
    choices: [
      { value: "each", name: say.oneEach(names.length), about: say.oneEachAbout },
      { value: "together", name: say.oneForAll, about: say.oneForAllAbout },
    ],
    suggested: "each",
  });
  return how === "each" ? separate(block, wanted, named, taken) : [together];
}

/** What has no name, which all of them might offer, is the first one's to do. */
function separate(
  block: Block,
  wanted: readonly Capability[],
  named: readonly Capability[],
  taken: readonly string[],
): PartWish[] {
  const wishes: PartWish[] = [];
  for (const capability of named) {
    const slug = slugOf(String(capability.traits["name"]));
    const name = freeName(slug === "" ? block : slug, [...taken, ...wishes.map((wish) => wish.name)]);
    const others = wishes.length === 0 ? wanted.filter((each) => !named.includes(each)) : [];
    wishes.push({ name, block, wanted: [...others, capability] });
  }
  return wishes;
}
