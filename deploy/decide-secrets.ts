import { publicKeysOfValue, type ValueRequest } from "../charts/spi/index.ts";
import { type AskedSecret, keysOf } from "../constructs/asked-secret.ts";
import { isRotatedWith } from "../constructs/secret-rotation.ts";
import { type AskedValue, graphValues, placeOf, type ValueGraph } from "../constructs/value-graph.ts";
import { generateValues } from "./generate-secret.ts";
import type { Making, Value } from "./secret-making.ts";
import type { SecretContent, SecretContents } from "./secrets.ts";
import { type Succession, takeStep } from "./succession.ts";

/** When and how the values of a stack's Secrets are decided. */
export interface Decision {
  readonly now: Date;
  /** The part whose Secrets are made anew, those that can be. */
  readonly rotate?: string | undefined;
  /** The authority whose key is being replaced, and the step that it takes. */
  readonly succession?: Succession | undefined;
  /** Whether nothing is made: what would have to be stands as a word. */
  readonly preview?: boolean;
}

/** What a preview puts in the place of values that an update would make. */
const TO_BE_MADE = Buffer.from("made when it is applied");

/**
 * What every Secret is to hold, by manifest id: values that are `known` and fit, new ones where there are none, and
 * what is made of others after those. Changed values are a new generation of their Secret.
 */
export async function decideSecrets(
  asked: readonly AskedSecret[],
  known: SecretContents,
  decision: Decision,
): Promise<SecretContents> {
  const graph = graphValues(asked);
  const { succession, now } = decision;
  const held = succession === undefined ? known : await takeStep(asked, known, succession, now);
  const values = new Map<string, Value>();
  const open = new Set<string>();
  for (const value of graph.order) {
    const { secret, key, request } = value;
    const made = await generateValues(makingOf(graph, values, held, decision, value));
    for (const [one, bytes] of Object.entries(made)) values.set(placeOf(secret, one), bytes);
    for (const one of publicKeysOfValue(key, request)) open.add(placeOf(secret, one));
    if (request.generate === "copy" && open.has(placeOf(secret, request))) open.add(placeOf(secret, key));
  }
  return new Map(
    asked.map((secret) => {
      const data = keysOf(secret.values).map((key) => {
        return [key, encode(values, placeOf(secret, key), decision.preview === true)] as const;
      });
      const shown = data.map(([key]) => key).filter((key) => open.has(placeOf(secret, key)));
      const content = nextContent(Object.fromEntries(data), known.get(secret.id), decision.now);
      return [secret.id, shown.length === 0 ? content : { ...content, open: shown }];
    }),
  );
}

function makingOf(
  { find }: ValueGraph,
  values: ReadonlyMap<string, Value>,
  known: SecretContents,
  { now, rotate, preview = false }: Decision,
  { secret, key, request }: AskedValue,
): Making {
  const before = isRotatedWith(secret, rotate) ? {} : (known.get(secret.id)?.data ?? {});
  const authorityOf = (request: ValueRequest | undefined) => {
    if (request?.generate !== "certificate" || request.authority === undefined) return undefined;
    const authority = find(secret, request.authority);
    if (authority?.request.generate !== "certificate") return { key: undefined, certificate: undefined };
    const valueAt = (one: string) => values.get(placeOf(authority.secret, one));
    return { key: valueAt(authority.key), certificate: valueAt(authority.request.certificate) };
  };
  return {
    key,
    request,
    requests: secret.values,
    secret: `${secret.namespace}/${secret.name}`,
    before: (one) => (before[one] === undefined ? undefined : Buffer.from(before[one], "base64")),
    valueAt: (source) => values.get(placeOf(secret, source)),
    authorityOf: (one) => authorityOf(secret.values[one]),
    now,
    make: async (maker) => (preview ? undefined : maker()),
  };
}

function encode(values: ReadonlyMap<string, Value>, place: string, isPreview: boolean): string {
  const value = values.get(place) ?? (isPreview ? TO_BE_MADE : undefined);
  // No synth lets such a request through.
  if (value === undefined) throw new TypeError(`${place} is made of something that there is not`);
  return value.toString("base64");
}

function nextContent(
  data: Readonly<Record<string, string>>,
  known: SecretContent | undefined,
  now: Date,
): SecretContent {
  const isChanged = Object.entries(data).some(([key, value]) => value !== known?.data[key]);
  if (known !== undefined && !isChanged) return { ...known, data };
  return { data, generation: (known?.generation ?? 0) + 1, generatedAt: now.toISOString() };
}
