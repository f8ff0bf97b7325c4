import { describe, expect, it } from "vitest";
import { differingFields, pathOf } from "./differing-fields.ts";

const told = (before: unknown, after: unknown) =>
  differingFields(before, after).map(({ path, kind }) => `${kind} ${path}`);

describe("fields that differ", () => {
  it("are told one by one, with odd names in quotes", () => {
    const before = { spec: { replicas: 1, paused: true }, metadata: { labels: { "a/b": "1" } } };
    const after = { spec: { replicas: 2, revision: 3 }, metadata: { labels: { "a/b": "2" } } };
    expect(told(before, after)).toEqual([
      "changed spec.replicas",
      "removed spec.paused",
      "added spec.revision",
      'changed metadata.labels["a/b"]',
    ]);
  });

  it("are found in items of lists by their names, wherever these stand", () => {
    const server = { name: "server", image: "a" };
    const before = { containers: [server] };
    const after = { containers: [{ name: "sidecar" }, { ...server, image: "b" }] };
    const found = differingFields(before, after);
    expect(found.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "added containers[sidecar]",
      "changed containers[server].image",
    ]);
    expect(found[1]?.keys).toEqual(["containers", 1, "image"]);
    expect(told(after, before)).toEqual(["changed containers[server].image", "removed containers[sidecar]"]);
  });

  it("are whole lists where items came or went that have no names", () => {
    expect(told({ args: ["a"] }, { args: ["a", "b"] })).toEqual(["changed args"]);
    expect(told({ args: ["a", "b"] }, { args: ["a", "c"] })).toEqual(["changed args[1]"]);
  });

  it("are none where one side leaves out what is empty, and some where a value is false or 0", () => {
    expect(told({ a: null, b: [], c: "", d: {} }, {})).toEqual([]);
    expect(told({}, { a: false, b: 0 })).toEqual(["added a", "added b"]);
  });
});

it("a place is written with the names of the items that it leads through", () => {
  const object = { containers: [{ name: "server", args: ["x"] }] };
  expect(pathOf(object, ["containers", 0, "args", 0])).toBe("containers[server].args[0]");
});
