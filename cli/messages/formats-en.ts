/** What each form of text in a profile or lock is (`profiles/formats.ts`, `lock.ts`), for the end of "must be". */
const FORMATS: Readonly<Record<string, string>> = {
  label: "a name of at most 30 lower-case letters, digits and dashes that begins with a letter",
  domain: "a domain name in lower-case letters, such as gov.example",
  "country-code": "two capital letters, such as XU",
  "currency-code": "three capital letters, such as XTS",
  "identifier-element": "letters, digits, dots, dashes and underscores",
  "relative-path": "a path relative to this file, such as ./base.yaml",
  day: "a day, such as 2027-06-30",
  quantity: "an amount as Kubernetes writes it, such as 500m or 2Gi",
  "http-url": "an address that begins with https:// or http://",
  "object-name": "the name of an object in the cluster, such as database-login",
  registry: "a registry without https://, such as registry.example/mirror",
  "not-empty": "text that is not empty",
  digest: "sha256: and 64 hexadecimal digits, as a registry gave them",
  image: "an image with its tag, such as docker.io/library/busybox:1.37.0",
  platform: "a platform, such as linux/amd64",
};

/** What takes no words after "must". */
const RULES: Readonly<Record<string, string>> = {
  "organizations-empty": "must name at least one organization",
  "parts-empty": "must name at least one part",
  "not-elsewhere": "is not called at an address; name the product that is installed for it",
};

/** What a value must be, from the name of its form; a product's own words stay as they are. */
export function formatRule(reason: string): string {
  const format = FORMATS[reason];
  return format === undefined ? (RULES[reason] ?? reason) : `must be ${format}`;
}

/** Names of types as people say them. */
const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map (KEY: VALUE lines)",
  record: "a map (KEY: VALUE lines)",
  map: "a map (KEY: VALUE lines)",
  array: "a list",
  list: "a list",
  nothing: "nothing",
  key: "text",
  alias: "an alias",
};

/** A type as people say it. */
export function typeName(type: string): string {
  return TYPES[type] ?? type;
}
