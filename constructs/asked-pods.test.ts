import { describe, expect, it } from "vitest";
import type { KubeObject } from "../charts/spi/index.ts";
import { askedOfCluster } from "./asked-pods.ts";
import { isOpaque } from "./rules/opaque.ts";

const object = (apiVersion: string, kind: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: "ledger", namespace: "utopia-ledger" },
  spec,
});
const template = { metadata: { labels: { app: "ledger" } }, spec: { containers: [{ name: "main" }] } };
const claim = { resources: { requests: { storage: "5Gi" } }, storageClassName: "fast" };
const resources = { requests: { cpu: "500m", memory: "1Gi" } };

const countsOf = (each: KubeObject) => {
  const { pods, volumes, unknown } = askedOfCluster(each, isOpaque);
  return {
    pods: pods.map(({ name, count }) => `${count} ${name}`),
    volumes: volumes.map(
      ({ name, count, storage, storageClass }) => `${count} ${name} ${storage} ${storageClass}`,
    ),
    unknown,
  };
};

describe("what comes of an object in a cluster", () => {
  it("of workloads is their pods, and of a StatefulSet its volumes too", () => {
    expect(countsOf(object("apps/v1", "Deployment", { replicas: 3, template })).pods).toEqual(["3 ledger"]);
    expect(countsOf(object("apps/v1", "Deployment", { template })).pods).toEqual(["1 ledger"]);
    expect(countsOf(object("apps/v1", "Deployment", { replicas: 0, template })).pods).toEqual(["0 ledger"]);
    expect(countsOf(object("batch/v1", "Job", { parallelism: 2, template })).pods).toEqual(["2 ledger"]);
    expect(countsOf(object("batch/v1", "CronJob", { jobTemplate: { spec: { template } } })).pods).toEqual([
      "1 ledger",
    ]);
    const volumeClaimTemplates = [{ metadata: { name: "data" }, spec: claim }];
    expect(
      countsOf(object("apps/v1", "StatefulSet", { replicas: 2, template, volumeClaimTemplates })),
    ).toEqual({
      pods: ["2 ledger"],
      volumes: ["2 data-ledger 5Gi fast"],
      unknown: false,
    });
  });

  it("of a claim is its volume", () => {
    expect(countsOf(object("v1", "PersistentVolumeClaim", claim)).volumes).toEqual(["1 ledger 5Gi fast"]);
  });

  it("of the operators' kinds is what the custom resource says", () => {
    const postgres = { instances: 3, resources, storage: { size: "10Gi" } };
    expect(countsOf(object("postgresql.cnpg.io/v1", "Cluster", postgres))).toEqual({
      pods: ["3 ledger"],
      volumes: ["3 ledger 10Gi "],
      unknown: false,
    });
    const kafka = {
      replicas: 3,
      resources,
      storage: { type: "jbod", volumes: [{ size: "20Gi", class: "fast" }] },
    };
    expect(countsOf(object("kafka.strimzi.io/v1", "KafkaNodePool", kafka)).volumes).toEqual([
      "3 ledger 20Gi fast",
    ]);
    const group = { size: 3, resources };
    const percona = {
      pxc: { ...group, volumeSpec: { persistentVolumeClaim: claim } },
      haproxy: { ...group, enabled: true },
      proxysql: { ...group, enabled: false },
    };
    expect(countsOf(object("pxc.percona.com/v1", "PerconaXtraDBCluster", percona))).toEqual({
      pods: ["3 ledger-pxc", "3 ledger-haproxy"],
      volumes: ["3 ledger-pxc 5Gi fast"],
      unknown: false,
    });
  });

  it("of a chart and of kinds that nobody knows is unknown, of settings nothing", () => {
    expect(countsOf(object("helm.toolkit.fluxcd.io/v2", "HelmRelease", {})).unknown).toBe(true);
    expect(countsOf(object("example.org/v1", "Widget", {})).unknown).toBe(true);
    expect(countsOf(object("v1", "ConfigMap", {}))).toEqual({ pods: [], volumes: [], unknown: false });
  });
});
