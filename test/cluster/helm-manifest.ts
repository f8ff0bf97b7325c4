import { fileURLToPath } from "node:url";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";

/** The HelmRelease of the tests' own chart in the namespace of a stack's first part. */
export function chartManifest(stack: string, values: Readonly<Record<string, string>> = {}): Manifest {
  const part = "mediator";
  const object: KubeObject = {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: "chart", namespace: `${stack}-${part}` },
    spec: {
      chart: {
        spec: {
          chart: fileURLToPath(import.meta.resolve("../fixtures/helm-chart")),
          version: "0.1.0",
        },
      },
      install: { timeout: "1m" },
      values,
    },
  };
  return { part, id: manifestId(object), object };
}
