import { describe, expect, it } from "vitest";
import { reaperNamespaceObject, reaperObjects } from "./reaper-objects.ts";
import { reaperRights } from "./reaper-rights.ts";

const config = {
  sandbox: "sbx-1",
  expires: "2030-01-01T12:00:00.000Z",
  namespaces: ["sbx-1-mediator", "sbx-1-civil"],
  ownNamespace: "sbx-1--reaper",
  apiServers: [
    { address: "10.96.0.1", port: 443 },
    { address: "fd00::1", port: 6443 },
  ],
};
const rights = reaperRights(config, { name: config.ownNamespace, uid: "u-1" });
const objects = reaperObjects(config, { image: "registry.example/country-stack/reference:0.1.0" });

interface Rule {
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

function rulesOf(kind: string): readonly Rule[] {
  return rights.find((object) => object.kind === kind)?.["rules"] as Rule[];
}

describe("the rights of a reaper", () => {
  it("name every namespace of its own sandbox, and no other", () => {
    const names = [...config.namespaces, config.ownNamespace];
    expect(rulesOf("ClusterRole")).toEqual([
      { apiGroups: [""], resources: ["namespaces"], resourceNames: names, verbs: ["get", "delete"] },
    ]);
  });

  it("name its own record and its own lease", () => {
    expect(rulesOf("Role").map(({ resources, resourceNames }) => [resources, resourceNames])).toEqual([
      [["configmaps"], ["sbx-1"]],
      [["leases"], ["sbx-1"]],
    ]);
  });

  it("end with its own namespace, which owns them", () => {
    for (const { metadata } of rights) {
      expect(metadata).toMatchObject({
        name: "sbx-1--reaper",
        ownerReferences: [{ apiVersion: "v1", kind: "Namespace", name: "sbx-1--reaper", uid: "u-1" }],
      });
    }
  });
});

describe("the objects of a reaper", () => {
  it("are all known as those of its sandbox", () => {
    for (const { metadata } of [reaperNamespaceObject(config), ...rights, ...objects]) {
      expect(metadata.labels).toMatchObject({
        "country-stack/sandbox": "sbx-1",
        "country-stack/stack": "sbx-1",
        "app.kubernetes.io/managed-by": "country-stack",
      });
    }
  });

  it("let it talk to the API server and to nobody else", () => {
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy").map(({ spec }) => spec);
    expect(policies).toEqual([
      { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      {
        podSelector: { matchLabels: { "country-stack/role": "sandbox-reaper" } },
        policyTypes: ["Egress"],
        egress: [
          { to: [{ ipBlock: { cidr: "10.96.0.1/32" } }], ports: [{ port: 443, protocol: "TCP" }] },
          { to: [{ ipBlock: { cidr: "fd00::1/128" } }], ports: [{ port: 6443, protocol: "TCP" }] },
        ],
      },
    ]);
  });
});
