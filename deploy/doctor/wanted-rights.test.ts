import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { exampleStack } from "../../test/example-stack.ts";
import type { ServedKind } from "../cluster/client.ts";
import type { Right } from "../cluster/is-allowed.ts";
import { clockDistance } from "./ask-rights.ts";
import { rbacFor } from "./rbac.ts";
import { dataRights, wantedRights } from "./wanted-rights.ts";

function manifest(apiVersion: string, kind: string, name: string, namespace?: string): Manifest {
  const object: KubeObject = { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
  return { part: "civil", id: `${kind}/${name}`, object };
}

const MANIFESTS = [
  manifest("v1", "Namespace", "s-civil"),
  manifest("apps/v1", "Deployment", "civil", "s-civil"),
  manifest("apps/v1", "Deployment", "other", "s-civil"),
  manifest("gone/v1", "Unserved", "x", "s-civil"),
  manifest("helm.toolkit.fluxcd.io/v2", "HelmRelease", "chart", "s-civil"),
];
const SERVED: ServedKind = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
  verbs: [],
};
const POD: ServedKind = { ...SERVED, apiVersion: "v1", kind: "Pod", plural: "pods" };
const KINDS = new Map([
  ["apps/v1 Deployment", SERVED],
  ["v1 Pod", POD],
]);

const written = ({ verb, group, resource, namespace, name }: Right) =>
  [verb, group, resource, namespace ?? "-", name ?? "*"].join(" ");
const rightsOf = (makesNamespaces: boolean, of?: Stack) =>
  wantedRights(MANIFESTS, { stack: of, kinds: KINDS, makesNamespaces }).map(written);

describe("the rights that a stack takes", () => {
  it("are on its kinds in its namespaces, each once, and on no kind that is not served or handed to Helm", () => {
    const rights = rightsOf(false);
    const verbs = ["get", "list", "watch", "create", "patch", "delete"];
    const changes = verbs.map((verb) => `${verb} apps deployments s-civil *`);
    expect(rights).toEqual(expect.arrayContaining(changes));
    expect(rights).toContain("watch apps replicasets s-civil *");
    expect(new Set(rights).size).toBe(rights.length);
    expect(rights.join("\n")).not.toMatch(/helm|gone/);
  });

  it("are on namespaces in these themselves, and never to make or remove one that another team makes", () => {
    expect(rightsOf(false).filter((right) => right.includes(" namespaces "))).toEqual([
      "get  namespaces kube-system kube-system",
      "get  namespaces country-stack country-stack",
      "get  namespaces s-civil s-civil",
      "patch  namespaces s-civil s-civil",
    ]);
    expect(rightsOf(false).filter((right) => right.includes(" - "))).toEqual([]);
  });

  it("are in all namespaces for who makes and removes them", () => {
    const rights = rightsOf(true);
    expect(rights).toEqual(
      expect.arrayContaining(["create  namespaces - *", "delete  namespaces - s-civil"]),
    );
    expect(rights).not.toContain("delete  namespaces - country-stack");
    expect(rights).toContain("patch apps deployments - *");
    expect(rights.filter((right) => !right.includes(" - "))).toEqual([]);
  });

  it("are on the record and the leases of this stack, and on none of another one", () => {
    const inRecords = rightsOf(false, exampleStack()).filter((right) => right.includes(" country-stack "));
    expect(inRecords).toEqual([
      "get  namespaces country-stack country-stack",
      "list  configmaps country-stack *",
      "create  configmaps country-stack *",
      "list coordination.k8s.io leases country-stack *",
      "create coordination.k8s.io leases country-stack *",
      ...["get", "patch", "delete"].map((verb) => `${verb}  configmaps country-stack utopia`),
      ...["get", "update", "delete"].flatMap((verb) =>
        ["utopia", "utopia.callback-sink"].map(
          (name) => `${verb} coordination.k8s.io leases country-stack ${name}`,
        ),
      ),
    ]);
  });

  it("are on the objects of a sink, where somebody may call one", () => {
    const stack = exampleStack();
    const inSink = rightsOf(false, stack).filter((right) => right.includes("utopia-callback-sink"));
    expect(inSink).toEqual([
      "get  namespaces utopia-callback-sink utopia-callback-sink",
      "get  pods utopia-callback-sink *",
      "create  pods utopia-callback-sink *",
      "delete  pods utopia-callback-sink *",
      "list  pods utopia-callback-sink *",
      "get  pods/portforward utopia-callback-sink *",
      "create  pods/portforward utopia-callback-sink *",
      "list  events utopia-callback-sink *",
    ]);
    expect(rightsOf(false, { ...stack, parts: [] }).join("\n")).not.toContain("-callback-sink");
  });
});

describe("the rights that data take", () => {
  it("are commands and pods where they are backed up, and jobs where a release has something to do first", () => {
    const stack = exampleStack();
    const rights = dataRights(stack).map(written);
    const ofMediator = rights.filter((right) => right.includes("utopia-mediator"));
    expect(ofMediator).toEqual([
      "get  pods/exec utopia-mediator *",
      "create  pods/exec utopia-mediator *",
      "get  pods utopia-mediator *",
      "create  pods utopia-mediator *",
      "delete  pods utopia-mediator *",
    ]);
    expect(rights.filter((right) => right.includes("jobs utopia-civil"))).toEqual([
      "get batch jobs utopia-civil *",
      "create batch jobs utopia-civil *",
      "delete batch jobs utopia-civil *",
    ]);
  });

  it("are none where nobody has said how the data are taken", () => {
    const parts = exampleStack().parts.map((part) => {
      const { reference: _, ...product } = part.product;
      return { ...part, product, release: { ...part.release, migrations: [] } };
    });
    expect(dataRights({ parts })).toEqual([]);
  });
});

describe("the roles to be asked for", () => {
  const rights: Right[] = [
    { verb: "get", group: "", resource: "namespaces", name: "a" },
    { verb: "get", group: "", resource: "namespaces", name: "b" },
    { verb: "patch", group: "", resource: "namespaces", name: "b" },
    { verb: "create", group: "", resource: "namespaces" },
    ...["get", "list"].flatMap((verb) =>
      ["pods", "secrets"].map((resource) => ({ verb, group: "", resource, namespace: "n" })),
    ),
    { verb: "get", group: "apps", resource: "deployments", namespace: "n" },
  ];

  it("give these rights and no others, one role for the cluster and one in each namespace", () => {
    const objects = rbacFor({ name: "s" }, "ana", rights);
    expect(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? "-"}/${metadata.name}`),
    ).toEqual([
      "ClusterRole -/country-stack-s",
      "ClusterRoleBinding -/country-stack-s",
      "Role n/country-stack-s",
      "RoleBinding n/country-stack-s",
    ]);
    expect(objects[0]?.["rules"]).toEqual([
      { apiGroups: [""], resources: ["namespaces"], resourceNames: ["a"], verbs: ["get"] },
      { apiGroups: [""], resources: ["namespaces"], resourceNames: ["b"], verbs: ["get", "patch"] },
      { apiGroups: [""], resources: ["namespaces"], verbs: ["create"] },
    ]);
    expect(objects[2]?.["rules"]).toEqual([
      { apiGroups: [""], resources: ["pods", "secrets"], verbs: ["get", "list"] },
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] },
    ]);
  });

  it("are bound to a service account by its own name, and to others as users", () => {
    const subjectsOf = (user: string) => rbacFor({ name: "s" }, user, rights)[1]?.["subjects"];
    expect(subjectsOf("system:serviceaccount:team:deployer")).toEqual([
      { kind: "ServiceAccount", name: "deployer", namespace: "team" },
    ]);
    expect(subjectsOf("ana")).toEqual([{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ana" }]);
  });
});

it.each([
  [10_000, 10_100, 10_200, 0],
  [10_000, 10_900, 11_100, 0],
  [10_000, 20_000, 20_100, -9],
  [30_000, 20_000, 20_100, 9.9],
])("a clock that told second %d when it was %d to %d here is %d s ahead", (told, before, after, ahead) => {
  expect(clockDistance(told, before, after)).toBeCloseTo(ahead);
});
