import { describe, expect, it } from "vitest";
import { changeAt, describePath, placesIn } from "./field-path.ts";

const names = (values: readonly unknown[], depth = 3) => placesIn(values, depth).map(describePath);

describe("the places of an answer", () => {
  it("are its fields, and those of all items of its lists", () => {
    expect(names([{ count: 1, results: [{ id: "a" }, { id: "b", name: "B" }] }])).toEqual([
      "the answer",
      "count",
      "results",
      "results[0].id",
      "results[0].name",
    ]);
  });

  it("are those of all answers together, each once", () => {
    expect(names([[{ id: 1 }], [], [{ id: 2, name: "B" }]])).toEqual(["the answer", "[0].id", "[0].name"]);
  });

  it("end at the depth that is given", () => {
    expect(names([{ a: { b: { c: 1 } } }], 2)).toEqual(["the answer", "a", "a.b"]);
  });

  it("are no names that somebody chose", () => {
    expect(names([{ properties: { shoeSize: {} }, paths: { "/a": {} } }])).toEqual([
      "the answer",
      "properties",
      "paths",
    ]);
  });
});

describe("a change in one place", () => {
  it("touches the first item, or every one, and leaves the value as it was", () => {
    const value = { results: [{ id: "a" }, { id: "b" }] };
    const path = ["results", 0, "id"] as const;
    expect(changeAt(value, path, () => undefined)).toEqual({ results: [{}, { id: "b" }] });
    expect(changeAt(value, path, () => "x", "every")).toEqual({ results: [{ id: "x" }, { id: "x" }] });
    expect(value).toEqual({ results: [{ id: "a" }, { id: "b" }] });
  });

  it("touches the first item that has the place", () => {
    const items = [{}, { id: "b" }, { id: "c" }];
    expect(changeAt(items, [0, "id"], () => "x")).toEqual([{}, { id: "x" }, { id: "c" }]);
  });

  it("changes nothing where the place is not there", () => {
    for (const value of [{}, { results: "none" }, [], null, "text"])
      expect(changeAt(value, ["results", 0, "id"], () => 1)).toEqual(value);
    expect(changeAt({}, ["toString"], () => 1)).toEqual({});
  });
});
