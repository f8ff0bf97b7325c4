import { App, Chart } from "cdk8s";
import { expect, test } from "vitest";
import type { KubeObject } from "../charts/spi/index.ts";
import { validateObject } from "../test/kubernetes-schema.ts";
import { addQuota } from "./quota.ts";

test("a quota has a limit range beside it, so that containers which ask for nothing are not refused", () => {
  const chart = new Chart(new App(), "part", { namespace: "part" });
  addQuota(chart, { cpu: "1", memory: "1Gi", memoryLimit: "2Gi", pods: 3 });
  const objects = chart.toJson() as KubeObject[];
  expect(objects.flatMap(validateObject)).toEqual([]);
  expect(objects.map(({ kind }) => kind)).toEqual(["ResourceQuota", "LimitRange"]);
  expect(objects[0]?.["spec"]).toEqual({
    hard: {
      "requests.cpu": "1",
      "requests.memory": "1Gi",
      "limits.memory": "2Gi",
      pods: "3",
      "requests.storage": "0",
    },
  });
});
