import { BLOCK_TITLES, BLOCKS, type Block, type Catalog, type UseCaseNeeds } from "../../charts/spi/index.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { blockProducts } from "./product-choice.ts";
import { askChoices, type Choice, type Interview } from "./question.ts";
import { neededBlocks } from "./wanted-blocks.ts";

/** The use cases that the country wants. The catalog's first is suggested: it is there to begin with. */
export function* askUseCases({ useCases }: Catalog): Interview<readonly UseCaseNeeds[]> {
  if (useCases.length === 0) return [];
  const chosen = yield* askChoices({
    path: ["useCases"],
    ...say.useCases,
    choices: useCases.map((useCase) => ({
      value: useCase.id,
      name: useCase.title,
      about: say.story(useCase.story, neededBlocks([useCase]).map(titleOf)),
    })),
    suggested: useCases.slice(0, 1).map(({ id }) => id),
  });
  return useCases.filter(({ id }) => chosen.includes(id));
}

/** The building blocks of the stack; those that the use cases need are suggested. */
export function* askBlocks(catalog: Catalog, useCases: readonly UseCaseNeeds[]): Interview<readonly Block[]> {
  const isFilled = (block: Block) => blockProducts(catalog, block).length > 0;
  const needed = neededBlocks(useCases).filter(isFilled);
  const suggested = needed.length > 0 ? needed : BLOCKS.filter(isFilled).slice(0, 1);
  const chosen = yield* askChoices({
    path: ["blocks"],
    ...say.blocks,
    choices: byAvailability(catalog).map((block) => blockChoice(block, catalog, useCases)),
    suggested: suggested.length > 0 ? suggested : undefined,
    least: say.noBlock,
  });
  return BLOCKS.filter((block) => chosen.includes(block));
}

/** Blocks that a product can fill come first. */
function byAvailability(catalog: Catalog): Block[] {
  const isEmpty = (block: Block) => Number(blockProducts(catalog, block).length === 0);
  return BLOCKS.toSorted((a, b) => isEmpty(a) - isEmpty(b));
}

function blockChoice(block: Block, catalog: Catalog, useCases: readonly UseCaseNeeds[]): Choice {
  const products = blockProducts(catalog, block);
  const askers = useCases.filter((useCase) => neededBlocks([useCase]).includes(block));
  const about = say.block(
    products.map(({ title }) => title),
    askers.map(({ title }) => title),
  );
  const disabled = products.length === 0 ? say.noProduct : undefined;
  return { value: block, name: titleOf(block), about, disabled };
}

const titleOf = (block: Block): string => BLOCK_TITLES[block];
