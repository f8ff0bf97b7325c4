import {
  GENERATED_AT_ANNOTATION,
  GENERATION_ANNOTATION,
  type KubeObject,
  type Manifest,
  SECRET_GENERATION_ANNOTATION,
} from "../charts/spi/index.ts";
import { askedSecrets } from "../constructs/asked-secret.ts";

/** What a Secret holds: values in Base64, as Kubernetes writes them, and how they came about. */
export interface SecretContent {
  readonly data: Readonly<Record<string, string>>;
  /** How often the values have been made; 0 where there are none. */
  readonly generation: number;
  /** ISO 8601, UTC; empty where nobody knows. */
  readonly generatedAt: string;
  /** The keys whose values everyone may see, where there are any. */
  readonly open?: readonly string[];
}

/** What the Secrets of a stack hold, by manifest id. */
export type SecretContents = ReadonlyMap<string, SecretContent>;

/** What a Secret of the cluster or of the state holds. */
export function contentOf(secret: KubeObject): SecretContent {
  const data = (secret["data"] ?? {}) as Record<string, string>;
  const { annotations = {}, creationTimestamp } = secret.metadata as KubeObject["metadata"] & {
    creationTimestamp?: string;
  };
  const counted = Math.max(1, Number.parseInt(annotations[GENERATION_ANNOTATION] ?? "1", 10) || 1);
  return {
    data,
    generation: Object.keys(data).length === 0 ? 0 : counted,
    generatedAt: annotations[GENERATED_AT_ANNOTATION] ?? creationTimestamp ?? "",
  };
}

/**
 * The manifests as they are applied: Secrets with their values and generation, pod templates with the generations of
 * the Secrets that they read. Only the engine sees these; they are never written or shown.
 */
export function fillSecrets(manifests: readonly Manifest[], contents: SecretContents): Manifest[] {
  const generations = new Map<string, number>();
  for (const { id, namespace, name } of askedSecrets(manifests))
    generations.set(`${namespace}/${name}`, contents.get(id)?.generation ?? 1);
  return manifests.map((manifest) => {
    const content = contents.get(manifest.id);
    const object = content === undefined ? manifest.object : withContent(manifest.object, content);
    return { ...manifest, object: withGenerations(object, generations) };
  });
}

function withContent(object: KubeObject, { data, generation, generatedAt }: SecretContent): KubeObject {
  const annotations = {
    ...object.metadata.annotations,
    [GENERATION_ANNOTATION]: String(generation),
    [GENERATED_AT_ANNOTATION]: generatedAt,
  };
  return { ...object, metadata: { ...object.metadata, annotations }, data };
}

interface PodTemplate {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

function withGenerations(object: KubeObject, generations: ReadonlyMap<string, number>): KubeObject {
  const spec = object["spec"] as { readonly template?: PodTemplate } | undefined;
  const template = spec?.template;
  const named = template?.metadata?.annotations?.[SECRET_GENERATION_ANNOTATION];
  if (template === undefined || named === undefined) return object;
  const current = named.split(",").map((entry) => {
    const [name = ""] = entry.split("=");
    const generation = generations.get(`${object.metadata.namespace ?? "default"}/${name}`);
    return generation === undefined ? entry : `${name}=${generation}`;
  });
  const annotations = {
    ...template.metadata?.annotations,
    [SECRET_GENERATION_ANNOTATION]: current.join(","),
  };
  const metadata = { ...template.metadata, annotations };
  return { ...object, spec: { ...spec, template: { ...template, metadata } } };
}
