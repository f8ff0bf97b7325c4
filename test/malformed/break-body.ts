import type { Random } from "../kills/random.ts";
import { type Breakage, bodyOf, type Draft, setHeader } from "./draft.ts";
import {
  HOSTILE_NUMBERS,
  HOSTILE_PATTERNS,
  HOSTILE_SCHEMAS,
  HOSTILE_TEXTS,
  HOSTILE_YAML,
} from "./hostile.ts";

const LIMIT = 1 << 20;

type Place = { readonly holder: Record<string, unknown> | unknown[]; readonly key: string };

/** Ways to break a body. Each leaves a draft without a body with one, since servers must bear that too. */
export const BODY_BREAKAGES: Readonly<Record<string, Breakage>> = {
  wrongType: replaceSome((random) => random.pick<unknown>([null, true, 0, "", [], {}, [[]], [null], "text"])),
  hostileText: replaceSome((random) => random.pick(HOSTILE_TEXTS)),
  hostilePattern: replaceSome((random) => random.pick(HOSTILE_PATTERNS)),
  hostileNumber: replaceSome((random) => random.pick(HOSTILE_NUMBERS)),
  hostileSchema: (draft, random) => {
    const place = placesOf(draft.value).find(({ key }) => key === "schema");
    if (place === undefined) draft.value = random.pick(HOSTILE_SCHEMAS);
    else put(place, random.pick(HOSTILE_SCHEMAS));
  },
  missingField: (draft, random) => {
    const place = somePlace(draft, random);
    if (place !== undefined && !Array.isArray(place.holder)) delete place.holder[place.key];
  },
  extraField: (draft, random) => {
    const name = random.pick([
      "extra",
      "constructor",
      "toString",
      "hasOwnProperty",
      "",
      "a.b",
      '"',
      "\u0000",
      "$ref",
    ]);
    const place = somePlace(draft, random);
    if (place !== undefined && !Array.isArray(place.holder)) place.holder[name] = { within: "x" };
  },
  protoKey: (draft, random) => {
    const text = textOf(draft);
    const insert = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},`;
    draft.bytes = Buffer.from(
      random.chance(0.5) ? text.replace("{", insert) : text.replace(/\{(?!.*\{)/s, insert),
    );
  },
  duplicateKeys: (draft) => {
    draft.bytes = Buffer.from(
      textOf(draft).replace("{", '{"write":1,"query":2,"eventType":[],"instance":{},'),
    );
  },
  otherTop: (draft, random) => {
    draft.value = random.pick<unknown>([[], "text", 5, true, null, [[[]]], [null], {}]);
  },
  hugeText: replaceSome((random) => random.pick(["x", "é", "\\", '"', "(a+)+"]).repeat(100_000)),
  tooLarge: (draft, random) => {
    draft.bytes = Buffer.alloc(LIMIT + random.below(LIMIT), random.pick([" ", "[", "x", "\0"]));
  },
  deep: (draft, random) => {
    const depth = random.pick([63, 64, 65, 500, 20_000, 400_000]);
    const [open, close] = random.pick([
      ["[", "]"],
      ['{"a":', "}"],
    ] as const);
    draft.bytes = Buffer.from(`${open.repeat(depth)}1${random.chance(0.7) ? close.repeat(depth) : ""}`);
  },
  deepInside: replaceSome((random) => {
    let value: unknown = 1;
    for (let level = random.pick([30, 58, 61, 64, 900]); level > 0; level--)
      value = random.chance(0.5) ? [value] : { a: value };
    return value;
  }),
  wide: replaceSome((random) =>
    random.chance(0.5)
      ? Array.from({ length: 20_000 }, (_, index) => index)
      : Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index])),
  ),
  brokenJson: (draft, random) => {
    const text = textOf(draft);
    const at = random.below(text.length + 1);
    const insert = random.pick(["", ",", "}", "'", "NaN", "//x", "\\", "\u0001", "{", "undefined", "\ufeff"]);
    draft.bytes = Buffer.from(
      random.chance(0.5) ? text.slice(0, at) : text.slice(0, at) + insert + text.slice(at + 1),
    );
  },
  hugeNumberLiteral: (draft, random) => {
    const literal = random.pick(["1e400", "-1e400", "9".repeat(400), "1e-400", "-0", "0.1e1000000000"]);
    draft.bytes = Buffer.from(textOf(draft).replace(/"[^"]*"(?=[,}\]])|\d+/, literal));
  },
  emptyBody: (draft, random) => {
    draft.bytes = Buffer.from(random.pick(["", " ", "\r\n", "\ufeff", "\0"]));
  },
  invalidUtf8: (draft, random) => {
    const bytes = Buffer.from(textOf(draft));
    const bad = Buffer.from(random.pick(["ff", "c0af", "eda080", "f8888080", "80", "e282"]), "hex");
    const at = random.below(bytes.length + 1);
    draft.bytes = Buffer.concat([bytes.subarray(0, at), bad, bytes.subarray(at)]);
  },
  surrogates: (draft, random) => {
    const sequence = random.pick(["\\ud800", "\\udfff\\ud800", "\\u0000", "\\u0008\\u001f", "\\uDEAD"]);
    draft.bytes = Buffer.from(
      textOf(draft).replace(/"([^"]+)"/g, (all) => (random.chance(0.4) ? `"${sequence}"` : all)),
    );
  },
  yaml: (draft, random) => {
    setHeader(
      draft,
      "Content-Type",
      random.pick(["text/yaml", "application/yaml", "text/x-yaml; charset=utf-8"]),
    );
    draft.bytes = Buffer.from(random.pick(HOSTILE_YAML));
  },
  otherEncoding: (draft, random) => {
    draft.bytes = Buffer.from(textOf(draft), random.pick(["utf16le", "base64", "hex"] as const));
  },
};

function replaceSome(make: (random: Random) => unknown): Breakage {
  return (draft, random) => {
    const place = somePlace(draft, random);
    if (place === undefined) draft.value = make(random);
    else put(place, make(random));
  };
}

function somePlace(draft: Draft, random: Random): Place | undefined {
  const places = placesOf(draft.value);
  return places.length === 0 ? undefined : random.pick(places);
}

/** Every place of a value that can be replaced, in the order of the text. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown> | unknown[];
  return Object.entries(value).flatMap(([key, child]) => [{ holder, key }, ...placesOf(child)]);
}

/** An own property in any case: assigning to `__proto__` would be something else. */
function put({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function textOf(draft: Draft): string {
  return bodyOf(draft)?.toString("utf8") ?? '{"a":"b"}';
}
