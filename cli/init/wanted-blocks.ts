import type { UseCaseNeeds } from "../../charts/spi/index.ts";
import { BLOCKS, type Block, type Capability, capabilityName, mediator } from "../../charts/spi/index.ts";

/** What use cases ask of each block, each capability once; of a block without an entry they ask nothing. */
export type WantedBlocks = ReadonlyMap<Block, readonly Capability[]>;

/**
 * What use cases ask of the blocks: the roles that they cannot do without, and the mediator where one role calls another.
 */
export function wantedBlocks(useCases: readonly UseCaseNeeds[]): WantedBlocks {
  const wanted = new Map<Block, Capability[]>();
  const want = (block: Block, capability: Capability) => {
    const known = wanted.get(block) ?? [];
    if (!known.some((each) => capabilityName(each) === capabilityName(capability))) known.push(capability);
    wanted.set(block, known);
  };
  for (const { roles, calls } of useCases) {
    for (const { block, plays, optional } of roles) if (optional !== true) want(block, plays);
    if (calls.length > 0) want("information-mediator", mediator());
  }
  return wanted;
}

/** The blocks that use cases need, in GovStack's order. */
export function neededBlocks(useCases: readonly UseCaseNeeds[]): Block[] {
  const wanted = wantedBlocks(useCases);
  return BLOCKS.filter((block) => wanted.has(block));
}

/** The capabilities of a block that differ by name only: several parts can share them out among themselves. */
export function namedCapabilities(capabilities: readonly Capability[]): readonly Capability[] {
  return capabilities.filter(({ traits }) => typeof traits["name"] === "string");
}
