import type { Random } from "../kills/random.ts";
import { type Breakage, type Draft, setHeader } from "./draft.ts";
import { HOSTILE_PATTERNS, HOSTILE_TEXTS } from "./hostile.ts";
import { CLIENTS, HEADERS, METHODS, SEGMENTS, TYPES } from "./odd-words.ts";

/** Ways to break the request line and the headers. */
export const HEAD_BREAKAGES: Readonly<Record<string, Breakage>> = {
  clientMissing: (draft) => setHeader(draft, "X-GovStack-Client"),
  clientOdd: (draft, random) => setHeader(draft, "X-GovStack-Client", random.pick(CLIENTS)),
  clientTwice: (draft, random) =>
    setHeader(draft, "X-GovStack-Client", random.pick(CLIENTS), "SANDBOX/GOV/9/client-1"),
  typeMissing: (draft) => setHeader(draft, "Content-Type"),
  typeOdd: (draft, random) => setHeader(draft, "Content-Type", random.pick(TYPES)),
  typeTwice: (draft, random) => setHeader(draft, "Content-Type", random.pick(TYPES), random.pick(TYPES)),
  oddHeader: (draft, random) => {
    for (let left = 1 + random.below(4); left > 0; left--) draft.headers.push(random.pick(HEADERS));
  },
  hostOdd: (draft, random) => {
    const hosts = [
      "",
      "a b",
      "[::1",
      "127.0.0.1:99999",
      "\xff",
      "evil.example",
      "a/b",
      "a@b",
      "%00",
      "x".repeat(3000),
    ];
    setHeader(draft, "Host", ...random.pick([[], ["a", "b"], ...hosts.map((host) => [host])]));
  },
  manyHeaders: (draft, random) => {
    for (let left = random.pick([50, 150, 1500]); left > 0; left--) draft.headers.push([`X-${left}`, "y"]);
  },
  hugeHeader: (draft, random) => {
    draft.headers.push(["X-Huge", "z".repeat(random.pick([5000, 12_000, 15_900, 17_000, 70_000]))]);
  },
  brokenHeader: (draft, random) => {
    const names = ["", "a b", "a:b", "\xe9", "(x)", "X\0Y", " Folded", "X\tY", "Content-Length "];
    const values = ["x\0y", "a\rb", "a\nb: c", "\x7f", "\x01"];
    draft.headers.push(random.chance(0.5) ? [random.pick(names), "x"] : ["X-Broken", random.pick(values)]);
  },
  method: (draft, random) => {
    draft.method = random.pick(METHODS);
  },
  unknownMethod: (draft, random) => {
    draft.method = random.pick(["FOO", "get", "", "G\xcbT", "POST/1", "X".repeat(5000), "PRI"]);
  },
  segment: (draft, random) => changeSegment(draft, random, () => random.pick(SEGMENTS)),
  extraSegment: (draft, random) => changeSegment(draft, random, (old) => `${old}/${random.pick(SEGMENTS)}`),
  oddPath: (draft, random) => {
    const { path } = draft;
    draft.path = random.pick([
      path.slice(1),
      `/${path}`,
      `${path}/`,
      `${path}//`,
      path.toUpperCase(),
      "*",
      "",
      "/",
      "//",
      `http://evil${path}`,
      `http://[::1${path}`,
      `https://a:b@c:99999${path}`,
      "http:",
      "://",
      `${path}#frag`,
      `/..${path}`,
      `/%2e%2e${path}`,
      `${path}\t`,
      `${path} x`,
      path.replaceAll("/", "\\"),
      `/r1/a/b/c/d${path}`,
      `${path}%`,
      "/?",
      "?",
      "\0",
      "\xff",
    ]);
  },
  longPath: (draft, random) => {
    draft.path += random
      .pick(["/a", "a", "%41", "/..", "/%2e%2e%2f"])
      .repeat(random.pick([300, 1500, 3000, 8000]));
  },
  query: (draft, random) => {
    for (let left = 1 + random.below(3); left > 0; left--) draft.query += `&${oddParameter(draft, random)}`;
  },
  longQuery: (draft, random) => {
    draft.query += `&${random.pick(["a=b&", "search=", "x", "&", "=", "query.a=b&", "%"]).repeat(random.pick([100, 1500, 15_000]))}`;
  },
};

function changeSegment(draft: Draft, random: Random, change: (old: string) => string): void {
  const segments = draft.path.split("/");
  const index = random.below(segments.length);
  segments[index] = change(segments[index] ?? "");
  draft.path = segments.join("/");
}

/** A parameter that the request has, or that some operation knows, with a value that none expects. */
function oddParameter(draft: Draft, random: Random): string {
  const own = draft.query.split("&").map((pair) => pair.split("=")[0] ?? "");
  const names = [
    ...own,
    "page",
    "pageSize",
    "search",
    "filter",
    "ordering",
    "query.id",
    "query.__proto__",
    'query.a"b',
    "query.",
    "query.a.b.c",
    "nextPageToken",
    "limit",
    "after",
    "serviceCode",
    "serviceId",
    "instanceId",
    "init",
    "userId",
    "databaseId",
    "search[]",
    "%",
    "%ff",
    "",
    "toString",
  ];
  const values = [
    ...[
      "-1",
      "0",
      "1.5",
      "1e9",
      "999999999999999",
      "9".repeat(40),
      "NaN",
      "%",
      "%zz",
      "%00",
      "%ff",
      "a&a=b",
      "\xff",
      "[",
    ],
    ...HOSTILE_PATTERNS.map(encodeURIComponent),
    ...HOSTILE_TEXTS.filter((text) => text.length < 1000 && text.isWellFormed()).map(encodeURIComponent),
  ];
  return `${random.pick(names)}=${random.pick(values)}`;
}
