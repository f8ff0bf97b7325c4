import { describe } from "vitest";
import { BLOCKS } from "../charts/spi/index.ts";
import { shippedCatalog } from "../cli/open-catalog.ts";
import { allPlaces, oddBlocks, oddCatalog } from "./product-pairs.ts";
import { testPairs } from "./test-product-pairs.ts";

// The places of the other shipped profiles are looked at by the slow test of the same name.
const isDefault = ({ profile }: { profile: string }) => profile.endsWith("/utopia.yaml");

describe("every product in Utopia in the place of every other one of its block", () => {
  testPairs("shipped", shippedCatalog, allPlaces(shippedCatalog).filter(isDefault), BLOCKS);
  testPairs("shipped or odd", oddCatalog, allPlaces(oddCatalog).filter(isDefault), oddBlocks);
});
