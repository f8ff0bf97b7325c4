import type { Block, Organization } from "../../charts/spi/index.ts";
import { askBlocks, askUseCases } from "./ask-blocks.ts";
import { askFrame } from "./ask-country.ts";
import { askExemptions, neededExemptions } from "./ask-exemptions.ts";
import { askNeeds } from "./ask-needs.ts";
import { askOrganizations } from "./ask-organizations.ts";
import { askPart } from "./ask-part.ts";
import type { Chosen, ChosenFrame, ChosenPart, Context } from "./chosen.ts";
import { askWishes } from "./part-wish.ts";
import type { Interview } from "./question.ts";
import { installedParts, wholeStack } from "./resolve-chosen.ts";
import { type WantedBlocks, wantedBlocks } from "./wanted-blocks.ts";

/**
 * All questions of the wizard, in order, from the country to the exemptions. It reads as a conversation and is pure:
 * which question comes next follows from the answers before it, so that running it again over the same answers leads
 * to the same place. That is how going back, resuming and files of answers work.
 */
export function* interview(context: Context): Interview<Chosen> {
  const frame = yield* askFrame();
  const useCases = yield* askUseCases(context.catalog);
  const blocks = yield* askBlocks(context.catalog, useCases);
  const organizations = yield* askOrganizations(frame.country.name);
  const parts = yield* askParts(context, frame, organizations, blocks, wantedBlocks(useCases));
  const frameOnly = { frame, useCases, organizations, uses: {}, providers: {}, exemptions: [] };
  const chosen = yield* askNeeds(context, { ...frameOnly, parts });
  const needed = neededExemptions(installedParts(wholeStack(chosen, context), chosen), frame.environment);
  const exemptions = yield* askExemptions(chosen, needed, context.today);
  return { ...chosen, exemptions };
}

function* askParts(
  context: Context,
  frame: ChosenFrame,
  organizations: readonly Organization[],
  blocks: readonly Block[],
  wanted: WantedBlocks,
): Interview<readonly ChosenPart[]> {
  const parts: ChosenPart[] = [];
  for (const block of blocks) {
    const taken = parts.map(({ name }) => name);
    for (const wish of yield* askWishes(block, wanted.get(block) ?? [], taken)) {
      const part = yield* askPart(context, frame, organizations, wish);
      if (part !== undefined) parts.push(part);
    }
  }
  return parts;
}
