import { describe, expect, it } from "vitest";
import { shippedCatalog } from "../cli/open-catalog.ts";
import { allPlaces, judgeManifests, swapAll, Tally } from "./product-pairs.ts";

describe("every shipped product in the place of every other one of its block", () => {
  const tally = new Tally();

  it.each(allPlaces(shippedCatalog))(
    "$profile, part $part, gives valid manifests or an issue",
    async (place) => {
      const verdicts = await swapAll(place, shippedCatalog, judgeManifests);
      for (const verdict of verdicts.values()) tally.add(verdict);
      expect([...verdicts].filter(([, { problems }]) => problems.length > 0)).toEqual([]);
    },
  );

  it("tells the share that is refused", () => {
    console.info(String(tally));
    expect([tally.swaps > tally.refused, tally.refused > 0]).toEqual([true, true]);
  });
});
