import { z } from "zod";
import { badRequest } from "../refusal.ts";

/** A JSON Schema, as far as names need it. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** A body's shape in the names of its file, which are read however they are written. */
export interface Body<T> {
  /** For the API's description; takes anything. */
  readonly described: z.ZodType<unknown>;
  /** Reads a parsed body. Throws a {@link Refusal} that names the first thing that is wrong. */
  read(value: unknown): T;
}

/** Letters and digits of a name, without regard to capitals. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * The files of GovStack's API disagree on how names are written (`RequestID`, `requestId`, `Bill ID`), so names are
 * read without regard to capitals and signs; what is emitted is as the file of the operation has it.
 */
export function defineBody<T>(shape: z.ZodType<T>): Body<T> {
  const { $schema: _, ...description } = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" });
  return {
    described: z.unknown().meta(description),
    read: (value) => {
      const parsed = shape.safeParse(spell(value, description as Shape));
      if (parsed.success) return parsed.data;
      const first = parsed.error.issues[0];
      throw badRequest(`${first?.path.join(".") || "the body"}: ${first?.message ?? "has the wrong shape"}`);
    },
  };
}

/** The text of a field of a body, whatever its name's spelling; undefined where there is none. */
export function textField(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const found = Object.entries(body).find(
    ([key, value]) => foldName(key) === name && typeof value === "string",
  );
  return found?.[1] as string | undefined;
}

/** Puts the names of a value into the spelling of its shape; names that it does not know stay. */
function spell(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return value.map((each) => spell(each, shape?.items));
  if (typeof value !== "object" || value === null || shape?.properties === undefined) return value;
  const spellings = new Map(Object.keys(shape.properties).map((name) => [foldName(name), name]));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const known = spellings.get(foldName(name)) ?? name;
      return [known, spell(each, shape.properties?.[known])];
    }),
  );
}
