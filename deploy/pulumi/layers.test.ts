import { describe, expect, it } from "vitest";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import { exampleLink, exampleStack } from "../../test/example-stack.ts";
import { dependenciesOf } from "./layers.ts";

function manifest(part: string, kind: string, apiVersion = "v1"): Manifest {
  const namespace = kind === "Namespace" ? {} : { namespace: part };
  const object: KubeObject = { apiVersion, kind, metadata: { name: part, ...namespace } };
  return { part, id: manifestId(object), object };
}

function secret(part: string, values: object): Manifest {
  const { id, object } = manifest(part, "Secret");
  const annotations = { "country-stack/generate": JSON.stringify(values) };
  return { part, id, object: { ...object, metadata: { ...object.metadata, annotations } } };
}

const manifests = ["mediator", "civil", "social"].flatMap((part) => [
  manifest(part, "Namespace"),
  manifest(part, "ConfigMap"),
  manifest(part, "StatefulSet", "apps/v1"),
]);

describe("the order of installing", () => {
  it("puts the namespace before settings and settings before workloads", () => {
    const order = dependenciesOf(exampleStack(), manifests);
    expect(order.get("core/-/Namespace/civil")).toBeUndefined();
    expect(order.get("core/civil/ConfigMap/civil")).toEqual(["core/-/Namespace/civil"]);
    expect(order.get("apps/civil/StatefulSet/civil")).toEqual([
      "core/-/Namespace/civil",
      "core/civil/ConfigMap/civil",
    ]);
  });

  it("lets parts that talk through the mediator come up in any order", () => {
    const waits = dependenciesOf(exampleStack(), manifests).get("apps/social/StatefulSet/social");
    expect(waits?.some((id) => id.includes("civil"))).toBe(false);
  });

  it("makes a custom resource wait for the chart of its operator", () => {
    const links = [{ ...exampleLink("social", "civil"), via: "direct" as const }];
    const chart = manifest("civil", "HelmRelease", "helm.toolkit.fluxcd.io/v2");
    const cluster = manifest("social", "Cluster", "postgresql.cnpg.io/v1");
    const order = dependenciesOf(exampleStack(2, { links }), [...manifests, chart, cluster]);
    expect(order.get(cluster.id)).toContain(chart.id);
  });

  it("makes a part wait for the one that it needs directly", () => {
    const links = [{ ...exampleLink("social", "civil"), via: "direct" as const }];
    const order = dependenciesOf(exampleStack(2, { links }), manifests);
    expect(order.get("apps/social/StatefulSet/social")).toContain("apps/civil/StatefulSet/civil");
    expect(order.get("core/social/ConfigMap/social")).not.toContain("apps/civil/StatefulSet/civil");
  });

  it("puts a Secret behind those of whose values it is made, in whatever order they are asked for", () => {
    const copy = (part: string) => ({
      copied: { generate: "copy", secret: part, namespace: part, key: "own" },
    });
    const own = { own: { generate: "password" } };
    const order = dependenciesOf(exampleStack(), [
      secret("social", copy("civil")),
      // These two need each other: neither may wait for ever.
      secret("civil", { ...own, ...copy("mediator") }),
      secret("mediator", { ...own, ...copy("civil") }),
    ]);
    expect(order.get("core/social/Secret/social")).toContain("core/civil/Secret/civil");
    const circle = [order.get("core/civil/Secret/civil"), order.get("core/mediator/Secret/mediator")];
    expect(circle.flat()).toHaveLength(1);
  });

  it("never waits in a circle", () => {
    const both = [exampleLink("social", "civil"), exampleLink("civil", "social")];
    const links = both.map((link) => ({ ...link, via: "direct" as const }));
    const order = dependenciesOf(exampleStack(2, { links }), manifests);
    expect(order.get("apps/civil/StatefulSet/civil")).not.toContain("apps/social/StatefulSet/social");
  });

  it("puts definitions before objects of their kinds", () => {
    const definition = manifest("mediator", "CustomResourceDefinition", "apiextensions.k8s.io/v1");
    const route = manifest("civil", "HTTPRoute", "gateway.networking.k8s.io/v1");
    const order = dependenciesOf(exampleStack(), [definition, route]);
    expect(order.get(route.id)).toContain(definition.id);
  });
});
