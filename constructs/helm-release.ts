import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";

/** An upstream chart that is installed as it is. Its contents are not examined: the part is opaque. */
export interface HelmReleaseProps {
  readonly name: string;
  /** The chart's name in its repository. */
  readonly chart: string;
  /** Exact. */
  readonly version: string;
  /** `https://...` or `oci://...`. */
  readonly repository: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** How long it may take to be ready, such as `30m`. */
  readonly timeout: string;
}

/** Adds a HelmRelease (Flux's kind); the engine installs it with its hooks. */
export function addHelmRelease(scope: Construct, props: HelmReleaseProps): void {
  const { name, chart, version, repository, values, timeout } = props;
  new ApiObject(scope, `repository-${name}`, {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    metadata: { name },
    spec: { interval: "24h", url: repository, ...(repository.startsWith("oci://") ? { type: "oci" } : {}) },
  });
  new ApiObject(scope, `release-${name}`, {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name },
    spec: {
      interval: "24h",
      timeout,
      chart: { spec: { chart, version, sourceRef: { kind: "HelmRepository", name } } },
      values,
    },
  });
}
