import {
  keysOfValue,
  publicKeysOfValue,
  type SecretRequest,
  sourcesOfValue,
  TEMPLATE_KEY,
  type ValueRequest,
} from "../charts/spi/index.ts";
import type { AskedSecret } from "./asked-secret.ts";
import { problemsOfCertificate } from "./certificate-problems.ts";
import { graphValues } from "./value-graph.ts";

/** Keys that the API server takes. */
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const SHORTEST_PASSWORD = 16;
/** Names under which people keep what nobody may see. */
const SECRET_NAME = /password|secret|token|private/i;

/** A Secret as a chart asks for it. */
export interface JudgedSecret extends Pick<AskedSecret, "name" | "values" | "rotatable"> {
  readonly why?: string | undefined;
}

/**
 * What is wrong with what a Secret asks for, as far as it shows in the Secret alone; one sentence each. What it asks
 * of other Secrets is looked at in `secret-reference-problems.ts`.
 */
export function problemsOfSecret({ name, values, rotatable, why }: JudgedSecret): string[] {
  const at = (sentence: string) => `Secret ${name} ${sentence}`;
  const keys = Object.entries(values).flatMap(([key, request]) => keysOfValue(key, request));
  const alone = { part: "", id: name, namespace: "", name, values, rotatable, why: why ?? "" };
  const { circles } = graphValues([alone]);
  return [
    ...(keys.length === 0 ? [at("asks for no value")] : []),
    ...(new Set(keys).size < keys.length ? [at("asks for a key twice")] : []),
    ...(rotatable || why ? [] : [at("does not say why it cannot be rotated")]),
    ...(rotatable ? [] : endingOf(values).map((key) => at(sentenceOfEnding(key)))),
    ...keys.filter((key) => !KEY.test(key)).map((key) => at(`has the key ${key}, which no Secret may have`)),
    ...Object.entries(values).flatMap(([key, request]) =>
      [...problemsOfValue(values, key, request), ...problemsOfSources(keys, request)].map((sentence) =>
        at(`asks for ${key} as ${sentence}`),
      ),
    ),
    ...circles.map((circle) => {
      const keys = circle.map(({ key }) => key);
      return at(`makes ${[...keys, keys[0]].join(" of ")}, which never begins`);
    }),
  ];
}

/** Those that `up` does not renew by itself. */
function endingOf(values: SecretRequest): string[] {
  return Object.entries(values)
    .filter(([, request]) => request.generate === "certificate" && request.renewBefore === undefined)
    .map(([key]) => key);
}

function sentenceOfEnding(key: string): string {
  return `cannot be rotated, and its certificate ${key} could not be renewed before it ends; put it into a Secret of its own`;
}

function problemsOfSources(keys: readonly string[], request: ValueRequest): string[] {
  const named = sourcesOfValue(request).filter((source) => typeof source === "string");
  return named
    .filter((key) => !keys.includes(key))
    .map((key) => `a ${request.generate} with ${key}, which the Secret does not ask for`);
}

function problemsOfValue(values: SecretRequest, key: string, request: ValueRequest): string[] {
  switch (request.generate) {
    case "password":
      return (request.length ?? SHORTEST_PASSWORD) < SHORTEST_PASSWORD
        ? [`a password of less than ${SHORTEST_PASSWORD} characters`]
        : [];
    case "certificate":
      return problemsOfCertificate(request);
    case "pkcs12":
      return problemsOfKeyStore(values, request);
    case "template":
      return problemsOfTemplate(values, request.text);
    case "literal":
      return SECRET_NAME.test(key)
        ? ["a literal, whose value everyone may read, under a name that promises a secret"]
        : [];
    default:
      return [];
  }
}

function problemsOfKeyStore(
  values: SecretRequest,
  { of, passwordKey }: Extract<ValueRequest, { generate: "pkcs12" }>,
): string[] {
  const source = values[of]?.generate;
  const hasKey = source === "certificate" || source === "rsa-keypair";
  const open = Object.entries(values).flatMap(([key, request]) => publicKeysOfValue(key, request));
  return [
    ...(hasKey ? [] : [`a pkcs12 of ${of}, which is neither a certificate nor a key pair`]),
    ...(open.includes(passwordKey) ? [`a pkcs12 with the password ${passwordKey}, which is no secret`] : []),
  ];
}

function problemsOfTemplate(values: SecretRequest, text: string): string[] {
  const named = [...text.matchAll(TEMPLATE_KEY)].map(([, key = ""]) => key);
  const files = named.filter((key) => values[key]?.generate === "pkcs12");
  return [
    ...(named.length === 0 ? ["a template in which no {{key}} stands"] : []),
    ...files.map((key) => `a template with ${key}, which is a file and no text`),
  ];
}
