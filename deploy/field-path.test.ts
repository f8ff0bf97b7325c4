import { expect, it } from "vitest";
import { parsePath, valueAtPath } from "./field-path.ts";

it("takes a path apart as the engine writes it", () => {
  expect(parsePath("spec.ports[0].port")).toEqual(["spec", "ports", "0", "port"]);
  expect(parsePath('metadata.labels["app.kubernetes.io/name"]')).toEqual([
    "metadata",
    "labels",
    "app.kubernetes.io/name",
  ]);
  expect(parsePath('data["a \\"b\\".yaml"].c')).toEqual(["data", 'a "b".yaml', "c"]);
});

it("finds the value at a path, and nothing where there is none", () => {
  const object = { spec: { ports: [{ port: 80 }] }, metadata: { labels: { "a/b": "c" } } };
  expect(valueAtPath(object, "spec.ports[0].port")).toBe(80);
  expect(valueAtPath(object, 'metadata.labels["a/b"]')).toBe("c");
  expect(valueAtPath(object, "spec.ports[1].port")).toBeUndefined();
  expect(valueAtPath(object, "spec.ports[0].port.name")).toBeUndefined();
  expect(valueAtPath(undefined, "spec")).toBeUndefined();
});
