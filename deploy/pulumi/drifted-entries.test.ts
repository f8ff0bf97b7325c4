import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import type { DeploymentState, StateResource } from "./deployment-state.ts";
import { asFound, findDrifted, withEntries } from "./drifted-entries.ts";

const ID = "apps/n/Deployment/civil";

function deployment(spec: object): KubeObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "civil", namespace: "n" }, spec };
}

function entry(inputs: KubeObject): StateResource {
  const type = "kubernetes:apps/v1:Deployment";
  return { urn: `urn:pulumi:s::p::${type}::${ID}`, type, inputs };
}

function stateWith(resource: StateResource): DeploymentState {
  return { version: 3, deployment: { resources: [resource] } };
}

/** A server that answers every application like this. */
function server(status: number, body: unknown): { cluster: Cluster; asked: string[] } {
  const asked: string[] = [];
  const cluster = {
    pathOf: async () => "/apis/apps/v1/namespaces/n/deployments/civil",
    send: async ({ path }: { path: string }) => {
      asked.push(path);
      return { status, body };
    },
  } as unknown as Cluster;
  return { cluster, asked };
}

async function find(applied: KubeObject, live: KubeObject, status: number, answer: unknown) {
  const { cluster, asked } = server(status, answer);
  const manifests = [{ part: "civil", id: ID, object: applied }];
  const state = stateWith(entry(applied));
  return { found: await findDrifted(cluster, manifests, state, new Map([[ID, live]])), asked, state };
}

describe("entries of objects that somebody changed", () => {
  it("hold what is there, so that the update puts back what was applied", async () => {
    const applied = deployment({ replicas: 1, minReadySeconds: 0 });
    const live = deployment({ replicas: 0, paused: false });
    const { found, state } = await find(applied, live, 200, deployment({ replicas: 1, paused: false }));
    const [one] = found.values();
    expect(one?.inputs).toEqual(deployment({ replicas: 0, minReadySeconds: 0 }));
    expect(withEntries(state, found).deployment?.resources?.[0]?.inputs).toEqual(one?.inputs);
  });

  it("are not asked for where nothing that was applied differs", async () => {
    const { found, asked } = await find(
      deployment({ replicas: 1 }),
      deployment({ replicas: 1, paused: false }),
      200,
      {},
    );
    expect([found.size, asked]).toEqual([0, []]);
  });

  it("are none where the server says that it is the same, or would not have it as it was", async () => {
    const live = deployment({ storage: "2Gi" });
    expect((await find(deployment({ storage: "1Gi" }), live, 200, live)).found.size).toBe(0);
    expect((await find(deployment({ storage: "1Gi" }), live, 422, {})).found.size).toBe(0);
  });
});

it("lists are taken item by item where they are as long as they were", () => {
  const declared = { ports: [{ port: 1, name: "a" }] };
  expect(asFound(declared, { ports: [{ port: 1 }] }, { ports: [{ port: 2 }] })).toEqual({
    ports: [{ port: 2, name: "a" }],
  });
  const longer = { ports: [{ port: 1 }, { port: 2 }] };
  expect(asFound(declared, { ports: [{ port: 1 }] }, longer)).toEqual(longer);
});
