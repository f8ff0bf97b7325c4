import { describe, expect, it } from "vitest";
import { type KubeObject, manifestId } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import type { DeploymentState } from "./deployment-state.ts";
import { loseData } from "./lose-data.ts";
import { typeOf, urnOf } from "./resource.ts";

const at = (name: string, namespace = "utopia-civil") => ({ name, namespace });
const claim: KubeObject = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: at("data") };
const mounting = (kind: string, name: string, claimName = "data", namespace = "utopia-civil"): KubeObject => {
  const pods = { spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] } };
  const spec = kind === "CronJob" ? { jobTemplate: { spec: { template: pods } } } : { template: pods };
  return { apiVersion: "apps/v1", kind, metadata: at(name, namespace), spec };
};

/** A cluster that has nothing left of what it is told to delete, and remembers the order. */
function forgetful(): { cluster: Cluster; deleted: string[] } {
  const deleted: string[] = [];
  const cluster = {
    deleteObject: ({ kind, metadata }: KubeObject) => {
      deleted.push(`${kind} ${metadata.name}`);
      return Promise.resolve();
    },
    readObject: () => Promise.resolve(undefined),
  };
  return { cluster: cluster as unknown as Cluster, deleted };
}

const live = (...objects: KubeObject[]) => new Map(objects.map((object) => [manifestId(object), object]));
const stateOf = (...objects: KubeObject[]): DeploymentState => ({
  version: 3,
  deployment: {
    resources: objects.map((object) => ({
      urn: urnOf("utopia", { part: "civil", id: manifestId(object), object }),
      type: typeOf(object),
      inputs: object,
    })),
  },
});

describe("losing data that may be lost", () => {
  it("removes what uses a claim before the claim, and nothing else", async () => {
    const { cluster, deleted } = forgetful();
    const objects = [
      claim,
      mounting("StatefulSet", "civil"),
      mounting("CronJob", "civil-clean"),
      mounting("Deployment", "other", "other-data"),
      mounting("Deployment", "elsewhere", "data", "utopia-social"),
    ];
    await loseData(cluster, stateOf(), live(...objects), [manifestId(claim)]);
    expect(deleted).toEqual(["StatefulSet civil", "CronJob civil-clean", "PersistentVolumeClaim data"]);
  });

  it("removes what leaves the stack and would hold on to the claim", async () => {
    const { cluster, deleted } = forgetful();
    await loseData(cluster, stateOf(mounting("Deployment", "old")), live(claim), [manifestId(claim)]);
    expect(deleted).toEqual(["Deployment old", "PersistentVolumeClaim data"]);
  });

  it("does nothing where nothing may be lost, or it is gone already", async () => {
    const { cluster, deleted } = forgetful();
    await loseData(cluster, stateOf(), live(claim, mounting("StatefulSet", "civil")), []);
    await loseData(cluster, stateOf(), live(mounting("StatefulSet", "civil")), [manifestId(claim)]);
    expect(deleted).toEqual([]);
  });
});
