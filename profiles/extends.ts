import { dirname, isAbsolute, join, normalize } from "node:path";
import type { Span } from "../charts/spi/index.ts";
import { decodeText, type Read } from "./decode.ts";
import { errorAt, type Issue } from "./issue.ts";
import { type LocatedMap, mergeLocated } from "./located.ts";
import { readYaml } from "./read-yaml.ts";

/** How many profiles one may build upon. */
const EXTENDS_LIMIT = 10;

/** Where the texts that were read are kept, for the source lines under issues. */
export type Sources = Map<string, string>;

/** A path in a profile, relative to the file in which it stands. */
export function besideFile(file: string, path: string): string {
  return join(dirname(file), path);
}

/** What reading a profile and all below it gave. Where something below is unreadable, `root` is what is above it. */
export interface Chain {
  readonly root?: LocatedMap;
  readonly issues: readonly Issue[];
}

/** Reads a profile and all that it extends, merged. */
export function readChain(path: string, read: Read, sources: Sources): Chain {
  return readLink(normalize(path), read, sources, []);
}

interface Step {
  readonly file: string;
  readonly at: Span;
}

function readLink(file: string, read: Read, sources: Sources, above: readonly Step[]): Chain {
  const top = readFile(file, read, sources, above.at(-1)?.at);
  if (!("kind" in top)) return { issues: top };
  const base = top.entries.get("extends");
  // Anything but a relative path is the schema's to refuse.
  if (base?.kind !== "scalar" || typeof base.value !== "string" || isAbsolute(base.value)) {
    return { root: top, issues: [] };
  }
  const next = besideFile(file, base.value);
  const steps = [...above, { file, at: base.at }];
  const endless = endlessIssue(steps, next);
  if (endless !== undefined) return { root: top, issues: [endless] };
  const below = readLink(next, read, sources, steps);
  return { root: below.root === undefined ? top : mergeLocated(below.root, top), issues: below.issues };
}

function endlessIssue(steps: readonly Step[], next: string): Issue | undefined {
  const chain = [...steps.map((step) => step.file), next];
  const at = steps.at(-1)?.at;
  if (steps.some((step) => step.file === next)) return errorAt("CS1007", { chain }, at);
  return steps.length > EXTENDS_LIMIT ? errorAt("CS1007", { chain, limit: EXTENDS_LIMIT }, at) : undefined;
}

function readFile(
  file: string,
  read: Read,
  sources: Sources,
  from: Span | undefined,
): LocatedMap | readonly Issue[] {
  const result = read(file);
  if ("bytes" in result) {
    const text = decodeText(file, result.bytes);
    if (typeof text !== "string") return [text];
    sources.set(file, text);
    return readYaml(file, text);
  }
  const reason = "missing" in result ? "missing" : result.reason;
  if (from === undefined && reason === "missing") return [errorAt("CS1001", { file })];
  return [errorAt("CS1008", { file, reason, as: "extends" }, from)];
}
