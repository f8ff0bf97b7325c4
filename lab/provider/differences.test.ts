import { expect, test } from "vitest";
import { formatPath, listDifferences, projectOnto } from "./differences.ts";

test("differences are told field by field", () => {
  const before = { metadata: { labels: { a: "1" } }, ports: [{ port: 80 }], gone: true };
  const after = { metadata: { labels: { a: "2", "b/c": "3" } }, ports: [{ port: 81 }] };
  expect(listDifferences(before, after).map(({ kind, path }) => `${kind} ${formatPath(path)}`)).toEqual([
    "update metadata.labels.a",
    'add metadata.labels["b/c"]',
    "update ports[0].port",
    "delete gone",
  ]);
});

test("a missing field and null are the same, false and an empty list are not", () => {
  expect(listDifferences({ a: null }, {})).toEqual([]);
  expect(listDifferences({}, { a: false, b: [] })).toHaveLength(2);
});

test("what the cluster filled in is left out, what a hand changed is not", () => {
  const declared = { spec: { replicas: 1, containers: [{ name: "a" }] }, labels: { mine: "x" } };
  const live = { spec: { replicas: 2, containers: [{ name: "a", image: "b" }], paused: true }, labels: {} };
  expect(projectOnto(live, declared)).toEqual({
    spec: { replicas: 2, containers: [{ name: "a" }] },
    labels: {},
  });
});
