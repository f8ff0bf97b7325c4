/** A value as JSON has it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** The properties of a resource, or any JSON object. */
export type Properties = { [key: string]: Json };
/** Where a value stands in properties: keys, and indexes as text. */
export type Path = string[];

/** The marks of Pulumi's wire format (sdk/go/common/resource/plugin/rpc.go). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Takes the secret marks off, and tells where they were. */
export function revealSecrets(value: Json, at: Path = []): { plain: Json; secrets: Path[] } {
  if (isSecret(value)) {
    return { plain: revealSecrets(value["value"] ?? null, at).plain, secrets: [at] };
  }
  if (!isContainer(value)) return { plain: value, secrets: [] };
  const entries = Object.entries(value).map(
    ([key, item]) => [key, revealSecrets(item, [...at, key])] as const,
  );
  const secrets = entries.flatMap(([, item]) => item.secrets);
  const plain = Array.isArray(value)
    ? entries.map(([, item]) => item.plain)
    : Object.fromEntries(entries.map(([key, item]) => [key, item.plain]));
  return { plain, secrets };
}

/** Puts secret marks on the values at these paths, where there are such values. */
export function markSecrets(value: Json, secrets: Path[]): Json {
  if (secrets.some((path) => path.length === 0)) return { [signature]: secretSignature, value };
  if (!isContainer(value) || secrets.length === 0) return value;
  const mark = ([key, item]: [string, Json]): [string, Json] => {
    const below = secrets.filter(([first]) => first === key).map(([, ...rest]) => rest);
    return [key, markSecrets(item, below)];
  };
  const entries = Object.entries(value).map(mark);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** Whether a value, or one in it, is not known before the update is made. */
export function hasUnknowns(value: Json): boolean {
  if (value === unknownValue) return true;
  return isContainer(value) && Object.values(value).some(hasUnknowns);
}

/** The value at a path. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) => (isContainer(at) ? (at as Properties)[key] : undefined),
    value,
  );
}

/** Whether a value is an object and no array. */
export function isProperties(value: Json | undefined): value is Properties {
  return isContainer(value) && !Array.isArray(value);
}

function isContainer(value: Json | undefined): value is Json[] | Properties {
  return typeof value === "object" && value !== null;
}

function isSecret(value: Json): value is Properties {
  return isProperties(value) && value[signature] === secretSignature;
}
