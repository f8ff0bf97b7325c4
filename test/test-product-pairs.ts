import { describe, expect, it } from "vitest";
import { type Block, type Catalog, productsFor } from "../charts/spi/index.ts";
import { type Place, swapAll, Tally } from "./product-pairs.ts";

/** Tests every swap in these places of these blocks: it gives manifests that an API server would take, or an issue. */
export function testPairs(
  which: string,
  catalog: Catalog,
  everywhere: readonly Place[],
  blocks: readonly Block[],
): void {
  const places = everywhere.filter(({ block }) => blocks.includes(block));
  const tally = new Tally();

  describe(which, () => {
    it.each(places)("$profile, part $part, fits or is refused with an issue", async (place) => {
      const verdicts = await swapAll(place, catalog);
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
}
