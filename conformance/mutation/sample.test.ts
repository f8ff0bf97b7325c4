import { describe, expect, it } from "vitest";
import { shuffle } from "./sample.ts";

const items = Array.from({ length: 100 }, (_, index) => index);

describe("a sample", () => {
  it("is the same for the same seed, and another one for another", () => {
    expect(shuffle(items, 1)).toEqual(shuffle(items, 1));
    expect(shuffle(items, 1)).not.toEqual(shuffle(items, 2));
    expect(shuffle(items, 1)).not.toEqual(items);
  });

  it("holds each item once", () => {
    expect(shuffle(items, 3).sort((one, other) => one - other)).toEqual(items);
  });
});
