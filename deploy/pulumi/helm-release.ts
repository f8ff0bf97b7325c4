import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { EngineRefusal } from "../engine.ts";

/** Pulumi's type of an installed chart. */
export const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

const SOURCE_GROUP = "source.toolkit.fluxcd.io/";
const RELEASE_GROUP = "helm.toolkit.fluxcd.io/";
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
const DEFAULT_SECONDS = 300;

/** A HelmRelease's `spec` (Flux, `helm.toolkit.fluxcd.io/v2`), as far as this engine reads it. */
interface ReleaseSpec {
  readonly releaseName?: string;
  readonly targetNamespace?: string;
  readonly timeout?: string;
  readonly install?: { readonly timeout?: string };
  readonly chart?: {
    readonly spec?: {
      readonly chart?: string;
      readonly version?: string;
      readonly sourceRef?: { readonly kind?: string; readonly name?: string; readonly url?: string };
    };
  };
  readonly values?: Readonly<Record<string, unknown>>;
  readonly valuesFrom?: readonly unknown[];
}

/** Whether an object asks for a chart to be installed; it is never applied itself. */
export function isHelmRelease({ apiVersion, kind }: KubeObject): boolean {
  return kind === "HelmRelease" && apiVersion.startsWith(RELEASE_GROUP);
}

/**
 * The manifests with the address of its repository in every HelmRelease and without the HelmRepositories, which say
 * nothing else. Refuses what a HelmRelease asks for and Helm itself does not know.
 */
export function resolveCharts(manifests: readonly Manifest[]): readonly Manifest[] {
  if (!manifests.some(({ object }) => isHelmRelease(object))) return manifests;
  const addresses = new Map(
    manifests.filter(isRepository).map(({ object }) => [object.metadata.name, specOf(object)["url"]]),
  );
  return manifests
    .filter((manifest) => !isRepository(manifest))
    .map((manifest) => (isHelmRelease(manifest.object) ? resolveChart(manifest, addresses) : manifest));
}

/** What names a release in the cluster. */
export function releaseNameOf(object: KubeObject): { readonly name: string; readonly namespace: string } {
  const { releaseName, targetNamespace } = specOf(object) as ReleaseSpec;
  return {
    name: releaseName ?? object.metadata.name,
    namespace: targetNamespace ?? object.metadata.namespace ?? "default",
  };
}

/** A HelmRelease as the inputs of {@link RELEASE_TYPE}. */
export function releaseInputs(object: KubeObject): Record<string, unknown> {
  const spec = specOf(object) as ReleaseSpec;
  const { chart = "", version, sourceRef } = spec.chart?.spec ?? {};
  const url = sourceRef?.url;
  const isRegistry = url?.startsWith("oci://") === true;
  return {
    ...releaseNameOf(object),
    chart: isRegistry ? `${url}/${chart}` : chart,
    ...(version === undefined ? {} : { version }),
    ...(url === undefined || isRegistry ? {} : { repositoryOpts: { repo: url } }),
    values: spec.values ?? {},
    timeout: releaseSeconds(object),
  };
}

/** How long a release may take to be ready, in seconds. */
export function releaseSeconds(object: KubeObject): number {
  const { install, timeout } = specOf(object) as ReleaseSpec;
  const found = [...(install?.timeout ?? timeout ?? "").matchAll(/(\d+)([hms])/g)];
  const seconds = found.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (UNITS[unit] ?? 1), 0);
  return seconds === 0 ? DEFAULT_SECONDS : seconds;
}

function isRepository({ object: { apiVersion, kind } }: Manifest): boolean {
  return kind === "HelmRepository" && apiVersion.startsWith(SOURCE_GROUP);
}

function resolveChart(manifest: Manifest, addresses: ReadonlyMap<string, unknown>): Manifest {
  const { object, part } = manifest;
  const spec = specOf(object) as ReleaseSpec;
  const { sourceRef } = spec.chart?.spec ?? {};
  const refuse = (why: string) =>
    new EngineRefusal(
      `HelmRelease ${object.metadata.namespace}/${object.metadata.name} ${why}; nothing was changed`,
      [part],
    );
  if (spec.valuesFrom !== undefined)
    throw refuse("takes values from other objects, which only Flux does: write them into spec.values");
  if (spec.chart?.spec?.chart === undefined) throw refuse("names no chart in spec.chart.spec.chart");
  // A folder, an archive or an address needs no repository.
  if (sourceRef === undefined) return manifest;
  const url = sourceRef.url ?? addresses.get(sourceRef.name ?? "");
  if (sourceRef.kind !== "HelmRepository" || typeof url !== "string")
    throw refuse(
      `takes its chart from ${sourceRef.kind} ${sourceRef.name}, which is no HelmRepository among the manifests`,
    );
  const chart = { ...spec.chart, spec: { ...spec.chart.spec, sourceRef: { ...sourceRef, url } } };
  return { ...manifest, object: { ...object, spec: { ...spec, chart } } };
}

function specOf(object: KubeObject): Readonly<Record<string, unknown>> {
  return (object["spec"] ?? {}) as Readonly<Record<string, unknown>>;
}
