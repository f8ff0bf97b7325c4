import type { Target } from "../conformance/check.ts";
import { parseUntrustedYaml } from "../reference/yaml.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import { readProfileFile } from "./read-file.ts";

/** What is known of parts at URLs beyond the specification, by part. */
export type PartFixtures = ReadonlyMap<string, NonNullable<Target["fixtures"]>>;

/**
 * Reads the fixtures of parts that are tested at URLs: each of `given` is `FILE`, where one part is tested, or
 * `PART=FILE`. A file is a mapping, as YAML or JSON. Wrong use where it is none; what is in it is not quoted, for
 * it may hold keys.
 */
export function readFixtures(given: readonly string[], parts: readonly string[]): PartFixtures {
  return new Map(
    given.map((text) => {
      const [, part, file] = /^([a-z0-9-]+)=(.+)$/s.exec(text) ?? [];
      if (part === undefined || file === undefined) return [onlyPart(parts), readMapping(text)] as const;
      if (!parts.includes(part)) throw new UsageError(say.test.fixturesForNobody(part));
      return [part, readMapping(file)] as const;
    }),
  );
}

function onlyPart(parts: readonly string[]): string {
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0)
    throw new UsageError(say.test.fixturesForMany(parts), say.test.fixturesHint);
  return part;
}

function readMapping(file: string): Readonly<Record<string, unknown>> {
  const read = readProfileFile(file);
  if ("missing" in read) throw new UsageError(say.test.fixturesUnread(file, "there is no such file"));
  if ("unreadable" in read) throw new UsageError(say.test.fixturesUnread(file, read.reason));
  const value = parseMapping(Buffer.from(read.bytes).toString("utf8"));
  if (value === undefined) throw new UsageError(say.test.noFixtures(file));
  return value;
}

/** Undefined where the text is something else; why, a parser would say with a piece of the text. */
function parseMapping(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parseUntrustedYaml(text);
    const mapping = typeof value === "object" && value !== null && !Array.isArray(value);
    return mapping ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
