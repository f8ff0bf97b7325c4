import { expect, test } from "vitest";
import { clusterId, serverProperties } from "./settings.ts";

const text = serverProperties({ retentionHours: 24, autoCreateTopics: false }, "kafka.example", 9092);
const properties = Object.fromEntries(text.split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));

test("clients are told the Service's name, and what only the node calls listens on loopback", () => {
  expect(properties["advertised.listeners"]).toBe("CLIENTS://kafka.example:9092,INSIDE://localhost:9094");
  expect(properties["listeners"]).toBe("CLIENTS://:9092,INSIDE://localhost:9094,CONTROLLER://localhost:9093");
});

test("every topic that Kafka makes for itself is content with one node", () => {
  const factors = Object.entries(properties).filter(([name]) => /replication\.factor|min\.isr/.test(name));
  expect(factors.map(([, value]) => value)).toEqual(Array.from({ length: 6 }, () => "1"));
});

test("the cluster's id is 16 bytes of base64url, the same for the same part, and no option of a tool", () => {
  const ids = Array.from({ length: 500 }, (_, index) => clusterId("utopia", `part-${index}`));
  expect(ids.filter((id) => !/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(500);
  expect(clusterId("utopia", "part-7")).toBe(ids[7]);
  expect(clusterId("utopia", "a")).not.toBe(clusterId("utopia/a", ""));
});
