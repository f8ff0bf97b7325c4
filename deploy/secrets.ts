import {
  GENERATE_ANNOTATION,
  GENERATED_AT_ANNOTATION,
  GENERATION_ANNOTATION,
  type KubeObject,
  type Manifest,
  ROTATABLE_ANNOTATION,
  SECRET_GENERATION_ANNOTATION,
  type SecretRequest,
} from "../charts/spi/index.ts";

/** A Secret that a manifest asks for. */
export interface AskedSecret {
  readonly part: string;
  /** The manifest's id. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly values: SecretRequest;
  readonly rotatable: boolean;
  /** Why it cannot be rotated; empty where it can. */
  readonly why: string;
}

/** What a Secret holds: values in Base64, as Kubernetes writes them, and how they came about. */
export interface SecretContent {
  readonly data: Readonly<Record<string, string>>;
  /** How often the values have been made; 0 where there are none. */
  readonly generation: number;
  /** ISO 8601, UTC; empty where nobody knows. */
  readonly generatedAt: string;
}

/** What the Secrets of a stack hold, by manifest id. */
export type SecretContents = ReadonlyMap<string, SecretContent>;

/** Makes the values that are missing in `known`, all in Base64; see `deploy/generate-secret.ts`. */
export type MakeData = (
  request: SecretRequest,
  known: Readonly<Record<string, string>>,
) => Record<string, string>;

/** Shorter values would cover ordinary words. */
const COVER_LENGTH = 8;

/** The Secrets that manifests ask for, in their order. */
export function askedSecrets(manifests: readonly Manifest[]): AskedSecret[] {
  return manifests.flatMap(({ part, id, object }) => {
    const request = object.metadata.annotations?.[GENERATE_ANNOTATION];
    if (object.kind !== "Secret" || request === undefined) return [];
    const rotatable =
      object.metadata.annotations?.[ROTATABLE_ANNOTATION] ?? "false: its manifest does not say that it can";
    const { name, namespace = "default" } = object.metadata;
    const values = JSON.parse(request) as SecretRequest;
    const why = rotatable === "true" ? "" : rotatable.replace(/^false: /, "");
    return [{ part, id, namespace, name, values, rotatable: why === "", why }];
  });
}

/** The keys that a request leads to, sorted. */
export function keysOf(request: SecretRequest): string[] {
  const keys = Object.entries(request).flatMap(([key, value]) =>
    value.generate === "rsa-keypair" ? [key, value.publicKey] : [key],
  );
  return keys.sort();
}

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
 * What a Secret is to hold: the values that are known, and new ones where there are none. Changed values are a new
 * generation. `now` is ISO 8601, UTC.
 */
export function decideContent(
  asked: AskedSecret,
  known: SecretContent | undefined,
  now: string,
  make: MakeData,
): SecretContent {
  const keys = keysOf(asked.values);
  const kept = Object.entries(known?.data ?? {}).filter(([key]) => keys.includes(key));
  const made = make(asked.values, Object.fromEntries(kept));
  const data = Object.fromEntries(keys.map((key) => [key, made[key] ?? ""]));
  const changed = keys.some((key) => data[key] !== known?.data[key]);
  if (known !== undefined && !changed) return { ...known, data };
  return { data, generation: (known?.generation ?? 0) + 1, generatedAt: now };
}

/** The content of a Secret whose values are all made anew, one generation further. */
export function rotateContent(
  asked: AskedSecret,
  known: SecretContent | undefined,
  now: string,
  make: MakeData,
): SecretContent {
  const fresh = decideContent(asked, undefined, now, make);
  return { ...fresh, generation: (known?.generation ?? 0) + 1 };
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

/** A text in which no value of these Secrets stands, neither as it is nor in Base64. */
export function coverValues(text: string, contents: SecretContents): string {
  const encoded = [...contents.values()].flatMap(({ data }) => Object.values(data));
  const plain = encoded.map((value) => Buffer.from(value, "base64").toString("utf8"));
  return [...plain, ...encoded]
    .filter((value) => value.length >= COVER_LENGTH)
    .reduce((covered, value) => covered.replaceAll(value, "[secret]"), text);
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
