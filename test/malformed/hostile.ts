const A_LOT = 30_000;

/** Texts that have broken servers before. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udc00\ud800",
  "\u202e\ufeff",
  "__proto__",
  "constructor",
  "toString",
  "..",
  "../../etc/passwd",
  "'; DROP TABLE records; --",
  '"$.a"',
  "$.a[*]",
  "%00",
  "{{7*7}}",
  "null",
  "NaN",
  "true",
  "-1",
  "99999999999999999999",
  "1e400",
  "0x10",
  "a".repeat(A_LOT),
  "é".repeat(300),
  "file:///etc/passwd",
  "http://[::1",
  "http://user:pass@127.0.0.1/",
  "javascript:alert(1)",
  "2026-02-30",
];

/** Regular expressions that take for ever in an engine that backtracks, or much room in one that does not. */
export const HOSTILE_PATTERNS: readonly string[] = [
  "(a+)+$",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(a|a)*$",
  "(.*a){25}$",
  "((a{0,99}){0,99}){0,99}",
  "(?:x{1000}){1000}",
  "(".repeat(2000),
  "[",
  "(?<=a)b",
  "(a)\\1",
  "\\p{Nonsense}",
  "[\\u0000-\\u{10ffff}]{500}",
  `${"a?".repeat(250)}${"a".repeat(250)}`,
  ".*".repeat(200),
];

/** Numbers at and beyond the ends. */
export const HOSTILE_NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
];

/** Schemas that refer to themselves, contradict themselves or are none. */
export const HOSTILE_SCHEMAS: readonly unknown[] = [
  ...HOSTILE_PATTERNS.map((pattern) => ({
    type: "object",
    properties: { marker: { type: "string", pattern } },
  })),
  ...HOSTILE_PATTERNS.slice(0, 4).map((pattern) => ({
    type: "object",
    patternProperties: { [pattern]: {} },
  })),
  { $ref: "#" },
  { type: "object", properties: { a: { $ref: "#" } } },
  { allOf: [{ $ref: "#" }] },
  { $ref: "http://127.0.0.1:9/schema.json" },
  { $id: "http://a/b", $ref: "http://a/c" },
  { $schema: "http://json-schema.org/draft-03/schema#" },
  { $schema: 5 },
  { $async: true, type: "object" },
  { type: "nonsense" },
  { type: ["object", "object"] },
  { type: "object", properties: null },
  { type: "object", properties: [] },
  { type: "object", properties: { a: true, b: false, c: 5 } },
  { type: "object", required: "id" },
  { type: "object", required: ["id", "id"] },
  { type: "object", minProperties: -1 },
  { type: "object", properties: { n: { type: "number", multipleOf: 0 } } },
  { type: "object", properties: { s: { type: "string", minLength: 1e308 } } },
  { type: "object", properties: { s: { type: "string", format: "nonsense" } } },
  { type: "object", properties: { s: { enum: [] } } },
  { type: "object", properties: { a: { type: "string", primaryKey: true }, b: { primaryKey: true } } },
  {
    type: "object",
    properties: { id: { type: "string", triggers: [{ actions: [{ type: "set-value", value: 5 }] }] } },
  },
  { type: "object", properties: { id: { type: "string", triggers: "x" } } },
  { type: "object", incrementIndex: 2 ** 53 },
  { type: "object", incrementIndex: -5 },
  { not: {} },
  { if: {}, else: false },
  {
    type: "object",
    properties: Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`p${i}`, { type: "string" }])),
  },
  { anyOf: Array.from({ length: 500 }, (_, i) => ({ required: [`p${i}`] })) },
  nested(60, (inner) => ({ type: "object", properties: { a: inner } })),
  nested(11, (inner) => ({ anyOf: [inner, inner] })),
  nested(14, (inner) => ({ anyOf: [inner, inner] })),
  nested(9, (inner) => ({ if: inner, else: inner, not: inner })),
  nested(9, (inner) => ({ type: "object", properties: { a: inner }, additionalProperties: inner })),
];

/** YAML that grows, refers to itself or means something else than it says. */
export const HOSTILE_YAML: readonly string[] = [
  bomb(9),
  bomb(30),
  "a: &a [*a]",
  "a: &a\n  b: *a",
  "<<: &a {<<: *a}",
  "!!js/function 'function () {}'",
  "!!python/object/apply:os.system ['true']",
  "!!binary x",
  "? [a, b]\n: c",
  "? {a: b}\n: c",
  "domain: 2026-01-01\ninstance: .nan\nmembers: ~",
  "%YAML 9.9\n---\na: b",
  "---\na: 1\n---\nb: 2",
  "a: b: c",
  "\t- a",
  "a: *missing",
  "? ".repeat(900),
  "{? ".repeat(900),
  "? a\n".repeat(5000),
  "__proto__:\n  a: 1",
  "- ".repeat(5000),
  "[".repeat(5000),
  "{a: ".repeat(3000),
  `a: "${"x".repeat(200_000)}"`,
  `a: ${"[".repeat(500)}${"]".repeat(500)}`,
  Array.from({ length: 20_000 }, (_, i) => `k${i}: v`).join("\n"),
  Array.from({ length: 3000 }, (_, i) => `k${i}: &a${i} v`).join("\n"),
  "domain: a\ninstance: SANDBOX\nmembers:\n  - &m {name: a, class: GOV, code: y}\n  - *m\n  - *m",
  "#".repeat(1000),
  "|\n".repeat(100),
];

/** Wraps an empty schema that many times. */
function nested(depth: number, wrap: (inner: object) => object): object {
  let inner: object = {};
  for (let level = 0; level < depth; level++) inner = wrap(inner);
  return inner;
}

/** "Billion laughs": ten to the power of `levels` items. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const item = level === 0 ? "lol" : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: 10 }, () => item).join(", ")}]`;
  });
  return lines.join("\n");
}
