import { describe, expect, it } from "vitest";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import { releaseInputs, releaseSeconds, resolveCharts } from "./helm-release.ts";
import { idOf, typeOf } from "./resource.ts";

function manifest(apiVersion: string, kind: string, name: string, spec: object): Manifest {
  const object: KubeObject = { apiVersion, kind, metadata: { name, namespace: "n" }, spec };
  return { part: "registry", id: manifestId(object), object };
}

const repository = (url: string) =>
  manifest("source.toolkit.fluxcd.io/v1", "HelmRepository", "charts", { url });
const release = (changes: object = {}) =>
  manifest("helm.toolkit.fluxcd.io/v2", "HelmRelease", "keycloak", {
    chart: {
      spec: { chart: "keycloak", version: "1.2.3", sourceRef: { kind: "HelmRepository", name: "charts" } },
    },
    install: { timeout: "1h5m10s" },
    values: { replicas: 2 },
    ...changes,
  });

/** The inputs of the one release among resolved manifests. */
function resolve(...manifests: readonly Manifest[]): Record<string, unknown> {
  const resolved = resolveCharts(manifests);
  expect(resolved).toHaveLength(1);
  return releaseInputs((resolved[0] as Manifest).object);
}

describe("a HelmRelease", () => {
  it("becomes a release with the address of its repository, which is no resource itself", () => {
    expect(resolve(repository("https://charts.example"), release())).toEqual({
      name: "keycloak",
      namespace: "n",
      chart: "keycloak",
      version: "1.2.3",
      repositoryOpts: { repo: "https://charts.example" },
      values: { replicas: 2 },
      timeout: 3910,
    });
  });

  it("takes a chart from an OCI registry by its full address", () => {
    const inputs = resolve(repository("oci://images.example/charts"), release());
    expect(inputs).toMatchObject({ chart: "oci://images.example/charts/keycloak" });
    expect(inputs).not.toHaveProperty("repositoryOpts");
  });

  it("needs no repository for a folder", () => {
    expect(resolve(release({ chart: { spec: { chart: "/charts/x" } } }))).toMatchObject({
      chart: "/charts/x",
    });
  });

  it("is named and placed as Flux would", () => {
    const { object } = release({ releaseName: "login", targetNamespace: "m" });
    expect([typeOf(object), idOf(object)]).toEqual(["kubernetes:helm.sh/v3:Release", "m/login"]);
    expect(releaseSeconds(release({ install: {}, timeout: "90s" }).object)).toBe(90);
    expect(releaseSeconds(release({ install: {} }).object)).toBe(300);
  });

  it("is refused where it asks for what only Flux does", () => {
    expect(() => resolveCharts([release()])).toThrow(/HelmRepository charts.*among the manifests/);
    expect(() => resolveCharts([release({ valuesFrom: [] })])).toThrow(/write them into spec\.values/);
    expect(() => resolveCharts([release({ chart: {} })])).toThrow(/names no chart/);
  });

  it("costs nothing where there is none", () => {
    const others = [manifest("v1", "ConfigMap", "a", {})];
    expect(resolveCharts(others)).toBe(others);
  });
});
