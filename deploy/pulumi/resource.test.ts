import { expect, it } from "vitest";
import { HOLDS_DATA_ANNOTATION, type KubeObject, NOT_AWAITED_ANNOTATION } from "../../charts/spi/index.ts";
import { appliedObject, isKept, timeoutsOf } from "./resource.ts";

const object = (kind: string, annotations?: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "a", ...(annotations === undefined ? {} : { annotations }) },
});

it("leaves volumes, secrets, and custom resources that take data with them", () => {
  expect(isKept(object("PersistentVolumeClaim"))).toBe(true);
  expect(isKept(object("Secret"))).toBe(true);
  expect(isKept(object("Cluster", { [HOLDS_DATA_ANNOTATION]: "true" }))).toBe(true);
  expect(isKept(object("Cluster"))).toBe(false);
  expect(isKept(object("Service", {}))).toBe(false);
});

it("gives a job the time that it gives itself, and waits for none that waits for people", () => {
  const job = { ...object("Job"), spec: { activeDeadlineSeconds: 10_800 } };
  expect(timeoutsOf(job)).toMatchObject({ create: "10860s", update: "10860s" });
  expect(timeoutsOf(object("Deployment")).create).toBe("10m");
  expect(appliedObject(job)).toBe(job);
  const patient = object("Job", { [NOT_AWAITED_ANNOTATION]: "true" });
  expect(appliedObject(patient).metadata.annotations).toMatchObject({ "pulumi.com/skipAwait": "true" });
});
