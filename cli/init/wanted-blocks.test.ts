import { describe, expect, test } from "vitest";
import { catalog } from "./fixtures/catalog.ts";
import { neededBlocks } from "./wanted-blocks.ts";

describe("the blocks that a use case needs", () => {
  const [transfer] = catalog.useCases;

  test("are those of its roles and the mediator of its calls, without those of its optional roles", () => {
    expect(transfer?.roles.map(({ block }) => block)).toContain("workflow");
    expect(neededBlocks(transfer === undefined ? [] : [transfer])).toEqual([
      "information-mediator",
      "payments",
      "digital-registries",
    ]);
  });
});
