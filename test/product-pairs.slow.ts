import { describe } from "vitest";
import { BLOCKS } from "../charts/spi/index.ts";
import { shippedCatalog } from "../cli/open-catalog.ts";
import { allPlaces, oddBlocks, oddCatalog } from "./product-pairs.ts";
import { testPairs } from "./test-product-pairs.ts";

describe("every product in every shipped profile in the place of every other one of its block", () => {
  testPairs("shipped", shippedCatalog, allPlaces(shippedCatalog), BLOCKS);
  testPairs("shipped or odd", oddCatalog, allPlaces(oddCatalog), oddBlocks);
});
