import type { Manifest } from "../../charts/spi/index.ts";
import { type Container, type Examined, inContainer, inObject, ofKind } from "./examined.ts";
import { fieldsAt, type Keys, listAt, type PlacedText, textAt, textsIn } from "./fields.ts";
import { isOpaque } from "./opaque.ts";
import type { Deviation, Rule } from "./rule.ts";
import { isLiteral, isSecretName, secretIn } from "./secret-material.ts";
import { nsa, practice } from "./standards.ts";

/** Rules on what is secret: it is made in the cluster and stands in no manifest. */
export const secretRules: readonly Rule[] = [
  {
    id: "no-secret-values",
    title: "No Secret comes with values, default passwords among them",
    level: "error",
    counterparts: [...nsa("C-0012"), ...practice("no-secret-values")],
    check: (examined) => ofKind(examined, "Secret").flatMap(givenValues),
  },
  {
    id: "no-secret-in-environment",
    title: "No variable or argument of a container holds a secret",
    level: "error",
    counterparts: [...nsa("C-0012"), ...practice("no-secret-values")],
    check: (examined) => {
      const names = secretNames(examined);
      return examined.containers.flatMap((container) => [
        ...secretVariables(container, names),
        ...secretWords(container),
      ]);
    },
  },
  {
    id: "no-secret-in-configuration",
    title: "No ConfigMap, annotation, or value for an upstream chart or an operator holds a secret",
    level: "error",
    counterparts: [...nsa("C-0012"), ...practice("no-secret-values")],
    check: (examined) => [
      ...ofKind(examined, "ConfigMap").flatMap(secretFiles),
      ...examined.manifests.flatMap(secretAnnotations),
      ...examined.pods.flatMap((pod) =>
        pod.keys.length === 0
          ? []
          : annotated(pod).map(({ keys, found }) =>
              inObject(pod.manifest, [...pod.keys, ...keys], { found }),
            ),
      ),
      ...examined.manifests
        .filter(({ object }) => isOpaque(object))
        .flatMap((manifest) => secretSettings(manifest, secretNames(examined))),
    ],
  },
];

function givenValues(secret: Manifest): Deviation[] {
  return ["data", "stringData"].flatMap((field) =>
    Object.keys(fieldsAt(secret.object, field)).map((key) => inObject(secret, [field, key], { key })),
  );
}

/** The names of the Secrets of a stack, which are no secrets. */
function secretNames(examined: Examined): Set<string> {
  return new Set(ofKind(examined, "Secret").map(({ object }) => object.metadata.name));
}

function secretVariables(container: Container, names: ReadonlySet<string>): Deviation[] {
  return listAt(container.spec, "env").flatMap((variable, index) => {
    const name = textAt(variable, "name");
    const value = textAt(variable, "value");
    const isGiven = isSecretName(name) && isLiteral(value) && !names.has(value);
    const found = isGiven ? `the value of ${name}` : secretIn(value);
    return found === undefined ? [] : [inContainer(container, ["env", index, "value"], { found })];
  });
}

/** `--password=x`, `--password x`, and whatever a script says. */
function secretWords(container: Container): Deviation[] {
  return ["command", "args"].flatMap((field) => {
    const words = listAt(container.spec, field).map(String);
    return words.flatMap((word, index) => {
      const before = /^--?([\w.-]+)$/.exec(words[index - 1] ?? "")?.[1] ?? "";
      const follows = isSecretName(before) && isLiteral(word) && !word.startsWith("-");
      const found = follows ? `the value of --${before}` : secretIn(word);
      return found === undefined ? [] : [inContainer(container, [field, index], { found })];
    });
  });
}

function secretFiles(map: Manifest): Deviation[] {
  const texts = Object.entries(fieldsAt(map.object, "data")).map(([key, text]) => ({
    keys: ["data", key],
    found: isSecretName(key) && isLiteral(String(text)) ? `the value of ${key}` : secretIn(String(text)),
  }));
  const binary = Object.entries(fieldsAt(map.object, "binaryData")).map(([key, text]) => ({
    keys: ["binaryData", key],
    found: secretIn(Buffer.from(String(text), "base64").toString("latin1")),
  }));
  return [...texts, ...binary].flatMap(({ keys, found }) =>
    found === undefined ? [] : [inObject(map, keys, { found })],
  );
}

interface Found {
  readonly keys: Keys;
  readonly found: string;
}

/** Annotations of ours ask for Secrets, and so name what they are; they hold nothing. */
function annotated(value: unknown): Found[] {
  return Object.entries(fieldsAt(value, "metadata", "annotations"))
    .filter(([key]) => !key.startsWith("country-stack/"))
    .flatMap(([key, text]) => {
      const found = secretIn(String(text));
      return found === undefined ? [] : [{ keys: ["metadata", "annotations", key], found }];
    });
}

function secretAnnotations(manifest: Manifest): Deviation[] {
  return annotated(manifest.object).map(({ keys, found }) => inObject(manifest, keys, { found }));
}

/** The values of an upstream chart, and what a custom resource says. */
function secretSettings(manifest: Manifest, names: ReadonlySet<string>): Deviation[] {
  return textsIn(manifest.object["spec"], ["spec"]).flatMap(({ keys, text }: PlacedText) => {
    const name = String(keys.at(-1));
    const isGiven = isSecretName(name) && isLiteral(text) && !names.has(text);
    const found = isGiven ? `the value of ${name}` : secretIn(text);
    return found === undefined ? [] : [inObject(manifest, keys, { found })];
  });
}
