import { GENERATE_ANNOTATION, type KubeObject } from "../../charts/spi/index.ts";
import { pointerTo } from "../../constructs/rules/fields.ts";
import { type DifferingField, differingFields, pathOf } from "./differing-fields.ts";
import type { FieldDrift, UpAnswer } from "./drift.ts";
import {
  type FieldManager,
  isForeign,
  isOurs,
  type Keys,
  lastWriterOf,
  managersOf,
  ownedFields,
  touches,
} from "./owned-fields.ts";

/** An object that was applied, and what became of it. */
export interface ComparedObject {
  readonly applied: KubeObject;
  /** What the object would be if it were applied again: the server's answer, or as far as it can be told without. */
  readonly expected: KubeObject;
  readonly live: KubeObject;
  /** Whether applying it again is possible: some fields can be changed by hand and not be put back. */
  readonly restorable: boolean;
}

/** Covers the secrets in a text. */
export type Cover = (text: string) => string;

const LONGEST = 200;
const SECRET = "(secret)";
/** What the server writes into metadata. */
const SERVED = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink"];
/** What the server and controllers put on objects of others, and what `kubectl apply` notes for itself. */
const PASSING = [
  ["metadata", "labels", "kubernetes.io/metadata.name"],
  ["metadata", "finalizers"],
  ["metadata", "ownerReferences"],
  ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
  ["status"],
];
/** Variables, settings and notes whose names say that nobody should read their values in a terminal. */
const DELICATE = /passw|secret|token|credential|private|api-?_?key/i;
const NAMED_PLACE = /env\[|^data\b|annotations/;

/**
 * The fields in which an object is not as it was applied, with who changed them; fields that were never applied count
 * where someone else than Kubernetes itself added them. Pure.
 */
export function compareObject(compared: ComparedObject, cover: Cover): FieldDrift[] {
  const { applied, expected, live } = compared;
  const differing = differingFields(comparable(expected), comparable(live));
  const isKnown = (keys: Keys) => differing.some((field) => touches(field.keys, keys));
  // Somebody else may hold a field that is as it was applied: the engine took over what it found.
  const beyond = differingFields(comparable(asServed(applied)), comparable(live));
  const isBeyond = (keys: Keys) => beyond.some((field) => touches(field.keys, keys));
  const added = addedFields(live).filter(({ keys }) => !isKnown(keys) && isBeyond(keys));
  return [
    ...differing.map((field) => describe(compared, field, writerOf(live, field), cover)),
    ...added.map(({ keys, manager }) => {
      const after = valueAt(live, keys);
      return describe(compared, { path: pathOf(live, keys), keys, kind: "added", after }, manager, cover);
    }),
  ];
}

/** The object without what the server or a controller writes into every one. */
export function comparable(object: KubeObject): Readonly<Record<string, unknown>> {
  const { status: _, ...rest } = object;
  const metadata = Object.entries(object.metadata).filter(([key]) => !SERVED.includes(key));
  return { ...rest, metadata: Object.fromEntries(metadata) };
}

/** A live Secret has no stringData: what was declared there stands in data, encoded. */
export function asServed(object: KubeObject): KubeObject {
  const { stringData, data, ...rest } = object as KubeObject & {
    readonly stringData?: Readonly<Record<string, string>>;
    readonly data?: Readonly<Record<string, string>>;
  };
  if (stringData === undefined) return object;
  const encoded = Object.entries(stringData).map(([key, value]) => {
    return [key, Buffer.from(value).toString("base64")] as const;
  });
  return { ...rest, data: { ...data, ...Object.fromEntries(encoded) } };
}

/** Nobody holds what is gone, so that nobody can be named. */
function writerOf(live: KubeObject, { kind, keys }: DifferingField): FieldManager | undefined {
  return kind === "removed" ? undefined : lastWriterOf(live, keys);
}

/** What others than the engine and Kubernetes itself hold alone; an item of a list that they added counts once. */
function addedFields(live: KubeObject): { readonly keys: Keys; readonly manager: FieldManager }[] {
  const managers = managersOf(live);
  const ours = managers.filter(isOurs).flatMap((manager) => ownedFields(manager, live));
  const isOwn = (keys: Keys) => ours.some((own) => touches(own, keys));
  const found = managers.filter(isForeign).flatMap((manager) =>
    ownedFields(manager, live)
      .filter((keys) => !PASSING.some((passing) => keys.length >= passing.length && touches(passing, keys)))
      .filter((keys) => !isOwn(keys))
      .map((keys) => ({ keys: wholeItem(keys, isOwn), manager })),
  );
  return [...new Map(found.map((one) => [pointerTo(one.keys), one])).values()];
}

/** The outermost item of a list around a field of which nothing is ours, or the field itself. */
function wholeItem(keys: Keys, isOwn: (keys: Keys) => boolean): Keys {
  const lengths = keys.flatMap((key, index) => (typeof key === "number" ? [index + 1] : []));
  const length = lengths.find((each) => !isOwn(keys.slice(0, each)));
  return length === undefined ? keys : keys.slice(0, length);
}

function describe(
  compared: ComparedObject,
  { path, keys, kind, before, after }: DifferingField,
  manager: FieldManager | undefined,
  cover: Cover,
): FieldDrift {
  const isSecret = compared.live.kind === "Secret" && ["data", "stringData"].includes(String(keys[0]));
  const text = (value: unknown) => {
    if (isSecret || (NAMED_PLACE.test(path) && DELICATE.test(path))) return SECRET;
    const written = cover(typeof value === "string" ? value : JSON.stringify(value, withoutDelicate));
    return written.length > LONGEST ? `${written.slice(0, LONGEST - 1)}…` : written;
  };
  return {
    path,
    pointer: pointerTo(keys),
    kind,
    ...(before === undefined ? {} : { applied: text(before) }),
    ...(after === undefined ? {} : { live: text(after) }),
    ...(manager === undefined ? {} : { by: manager.manager }),
    ...(manager?.time === undefined ? {} : { when: manager.time }),
    up: upAnswer(compared, kind, isSecret),
  };
}

/** Of a variable whose name says that it is secret, the name alone. */
function withoutDelicate(_key: string, value: unknown): unknown {
  const { name, value: text } = (value ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  const isDelicate = typeof name === "string" && typeof text === "string" && DELICATE.test(name);
  return isDelicate ? { ...(value as object), value: SECRET } : value;
}

/** Values that the engine made are what the cluster has; one that is gone is made anew. */
function upAnswer(
  { applied, restorable }: ComparedObject,
  kind: FieldDrift["kind"],
  isSecret: boolean,
): UpAnswer {
  if (kind === "added") return "leaves";
  if (isSecret && applied.metadata.annotations?.[GENERATE_ANNOTATION] !== undefined)
    return kind === "removed" ? "renews" : "keeps";
  return restorable && !isSecret ? "restores" : "leaves";
}

function valueAt(object: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[String(key)], object);
}
