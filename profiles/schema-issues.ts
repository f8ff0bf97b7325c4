import type { z } from "zod";
import type { Span } from "../charts/spi/index.ts";
import { errorAt, type Issue } from "./issue.ts";
import { findLocated, keySpanOf, type Located, type Path } from "./located.ts";
import { suggest } from "./suggest.ts";

type ZodIssue = z.core.$ZodIssue;

const KNOWN = "known keys: ";

/** A fault of a value: what is said of it, and what to leave out so that the rest can be checked further. */
export interface Fault {
  readonly issue: Issue;
  readonly drop: Path;
}

/** Checks a value with places against a schema: the value as the schema makes it, or all its faults. */
export function parseLocated<T>(
  schema: z.ZodType<T>,
  root: Located,
  value: unknown,
  prefix: Path = [],
): { readonly value: T } | { readonly faults: readonly Fault[] } {
  const parsed = schema.safeParse(value, { error: knownKeys });
  if (parsed.success) return { value: parsed.data };
  return { faults: parsed.error.issues.flatMap((issue) => toFaults(issue, root, prefix)) };
}

/** Puts the keys that an object knows into the message, where {@link unknownKeys} finds them to suggest from. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const definition = issue.inst?._zod.def as { shape?: Record<string, unknown> } | undefined;
  return KNOWN + Object.keys(definition?.shape ?? {}).join(" ");
}

function toFaults(issue: ZodIssue, root: Located, prefix: Path): Fault[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "unrecognized_keys") return unknownKeys(issue, root, path);
  if (issue.code === "invalid_union") return unionFaults(issue, root, path);
  const found = findLocated(root, path);
  if (found === undefined) return [missing(root, path)];
  return [{ issue: issueOf(issue, root, found, path), drop: path }];
}

function issueOf(issue: ZodIssue, root: Located, found: Located, path: Path): Issue {
  if (issue.code === "invalid_key") {
    const reason = issue.issues[0]?.message ?? issue.message;
    const params = { path: dotted(path.slice(0, -1)), value: String(path.at(-1)), reason };
    return errorAt("CS1104", params, keySpanOf(root, path));
  }
  return issue.code === "invalid_type"
    ? wrongType(issue.expected, found, path)
    : notAllowed(issue, found, path);
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, root: Located, path: Path): Fault[] {
  const known = issue.message.startsWith(KNOWN) ? issue.message.slice(KNOWN.length).split(" ") : [];
  const where = dotted(path);
  return issue.keys.map((key) => {
    const drop = [...path, key];
    const params = { key, path: where, known, ...suggest(key, known) };
    return { issue: errorAt("CS1101", params, keySpanOf(root, drop)), drop };
  });
}

/** Without what is missing, nothing can be made of what it is missing in. */
function missing(root: Located, path: Path): Fault {
  const drop = path.slice(0, -1);
  const params = { key: String(path.at(-1)), path: dotted(drop) };
  return { issue: errorAt("CS1103", params, keySpanOf(root, drop)), drop };
}

function wrongType(expected: string, found: Located, path: Path): Issue {
  const got = found.kind === "scalar" ? scalarKind(found.value) : found.kind;
  return errorAt("CS1102", { path: dotted(path), expected, got, ...written(found) }, found.at);
}

function scalarKind(value: unknown): string {
  return value === null ? "nothing" : typeof value;
}

/** What is written there, where it is short enough to be quoted. */
function written(found: Located): { readonly value?: string } {
  return found.kind === "scalar" && found.value !== null ? { value: String(found.value).slice(0, 60) } : {};
}

function notAllowed(issue: ZodIssue, found: Located, path: Path): Issue {
  const allowed = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const value = written(found);
  const near = value.value === undefined ? {} : suggest(value.value, allowed);
  return errorAt(
    "CS1104",
    { path: dotted(path), reason: issue.message, allowed, ...value, ...near },
    placeOf(found),
  );
}

/** A map or a list is pointed at by its key: its own first line says nothing about it. */
function placeOf(found: Located): Span {
  return found.kind === "scalar" ? found.at : (found.key ?? found.at);
}

/**
 * The faults of the form that a person most likely meant: of those that take this type of value, the one that
 * misses and refuses the fewest keys at its top.
 */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, root: Located, path: Path): Fault[] {
  const found = findLocated(root, path);
  if (found === undefined) return [missing(root, path)];
  const forms = issue.errors.filter((form) => !form.some(refusesType));
  const best = forms.toSorted((a, b) => topFaults(a) - topFaults(b))[0];
  if (best === undefined) {
    const [only, ...others] = new Set(issue.errors.flatMap(typesOf));
    const expected = only === undefined || others.length > 0 ? "text or map" : only;
    return [{ issue: wrongType(expected, found, path), drop: path }];
  }
  return best.flatMap((inner) => toFaults(inner, root, path));
}

/** The types that a form takes. */
function typesOf(form: readonly ZodIssue[]): string[] {
  return form.flatMap((issue) => {
    if (issue.path.length > 0) return [];
    if (issue.code === "invalid_union") return issue.errors.flatMap(typesOf);
    return issue.code === "invalid_type" ? [issue.expected] : [];
  });
}

function refusesType(issue: ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((form) => form.some(refusesType));
  return issue.code === "invalid_type";
}

/** How many keys a form misses or refuses at its top; of forms within it, those of the best one. */
function topFaults(form: readonly ZodIssue[]): number {
  return form.reduce((sum, issue) => {
    if (issue.code === "unrecognized_keys" && issue.path.length === 0) return sum + issue.keys.length;
    if (issue.code !== "invalid_union" || issue.path.length > 0)
      return issue.path.length <= 1 ? sum + 1 : sum;
    const inner = issue.errors.filter((each) => !each.some(refusesType));
    return sum + Math.min(...inner.map(topFaults));
  }, 0);
}

/** A path as people write it: `blocks.identity.options[2]`. */
function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
