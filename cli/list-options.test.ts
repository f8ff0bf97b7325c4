import { expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "../profiles/fixtures/catalog.ts";
import { listOptions } from "./list-options.ts";

test("options have a default, need none, or must be set", () => {
  const [product] = catalog.products;
  if (product === undefined) throw new Error("the catalog is empty");
  const options = z.strictObject({
    realm: z.string().describe("what it is called"),
    users: z.int().default(10),
    host: z.string().optional(),
  });
  expect(listOptions({ ...product, options })).toEqual([
    { name: "realm", required: true, description: "what it is called" },
    { name: "users", required: false, default: 10, description: "" },
    { name: "host", required: false, description: "" },
  ]);
  expect(listOptions({ ...product, options: z.unknown() })).toEqual([]);
});
