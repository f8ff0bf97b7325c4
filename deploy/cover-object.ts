import type { KubeObject } from "../charts/spi/index.ts";
import { isLiteral, isSecretName, secretIn } from "../constructs/rules/secret-material.ts";
import { COVERED } from "./cover-values.ts";

type Fields = { readonly [key: string]: unknown };

/**
 * The object as it may be shown: what a Secret holds is covered, and so is every text with one of the stack's secret
 * values in it, under a name that promises a secret, or that gives one away.
 */
export function coverObject(object: KubeObject, cover: (text: string) => string): KubeObject {
  const shown = coverIn(object, "", cover) as KubeObject;
  if (object.kind !== "Secret") return shown;
  const held = ["data", "stringData"].filter((key) => object[key] !== undefined);
  return { ...shown, ...Object.fromEntries(held.map((key) => [key, coverAll(object[key])])) };
}

function coverIn(value: unknown, name: string, cover: (text: string) => string): unknown {
  if (typeof value === "string") return coverText(value, name, cover);
  // An argument may follow the flag that says what it is.
  if (Array.isArray(value))
    return value.map((item, index) => coverIn(item, flagIn(value[index - 1]) ?? name, cover));
  if (!isFields(value)) return value;
  // The mark of an engine's secret, whatever is in it.
  if (SIGNATURE in value) return COVERED;
  // A variable of a container has its name beside its value.
  const own = typeof value["name"] === "string" ? value["name"] : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      coverIn(item, key === "value" && own !== undefined ? own : key, cover),
    ]),
  );
}

/** The key by which Pulumi's engine marks values that are no plain ones (sdk/go/common/resource). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function coverText(text: string, name: string, cover: (text: string) => string): string {
  if (name.startsWith(OWN_ANNOTATIONS)) return cover(text);
  if (isSecretName(name) && isLiteral(text) && !NAMES.test(name)) return COVERED;
  if (secretIn(text) !== undefined) return COVERED;
  return cover(text);
}

/** They count and describe secrets, and hold none. */
const OWN_ANNOTATIONS = "country-stack/";

/** Fields of Kubernetes that end like a secret and hold the name or the kind of one. */
const NAMES = /^(imagePullSecret|tokenSecret|secret)$/;

/** The name of a flag, of `--password` or `-password`; undefined for other words. */
function flagIn(word: unknown): string | undefined {
  return typeof word === "string" ? /^--?([\w.-]+)$/.exec(word)?.[1] : undefined;
}

function coverAll(value: unknown): unknown {
  if (!isFields(value) || SIGNATURE in value) return COVERED;
  return Object.fromEntries(Object.keys(value).map((key) => [key, COVERED]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
