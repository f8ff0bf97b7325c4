import { describe, expect, it } from "vitest";
import { BLOCKS, productsFor } from "../charts/spi/index.ts";
import { shippedCatalog } from "../cli/open-catalog.ts";
import {
  allPlaces,
  judgeManifests,
  judgeParts,
  oddBlocks,
  oddCatalog,
  swapAll,
  Tally,
} from "./product-pairs.ts";

describe.each([
  ["shipped", shippedCatalog, BLOCKS],
  ["shipped or odd", oddCatalog, oddBlocks],
])("every product, %s, in the place of every other one of its block", (which, catalog, blocks) => {
  const tally = new Tally();
  const places = allPlaces(catalog).filter(({ block }) => blocks.includes(block));

  // The manifests of parts that no profile has are looked at by the slow test of the same name.
  it.each(places)("$profile, part $part, fits or is refused with an issue", async (place) => {
    const verdicts = await swapAll(place, catalog, place.written ? judgeManifests : judgeParts);
    for (const verdict of verdicts.values()) tally.add(verdict);
    expect([...verdicts].filter(([, { problems }]) => problems.length > 0)).toEqual([]);
  });

  it("tells the share that is refused", () => {
    console.info(`${which}: ${tally}`);
    const sizes = places.map(({ block }) => productsFor(catalog, block).length);
    expect(tally.swaps).toBe(sizes.reduce((sum, size) => sum + size * (size - 1), 0));
    expect([tally.swaps > tally.refused, tally.refused > 0]).toEqual([true, true]);
  });
});
