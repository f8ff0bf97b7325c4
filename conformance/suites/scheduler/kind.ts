import type { CheckContext } from "../../check.ts";
import { type Details, type KindName, make } from "./scene.ts";

/** What the checks know of one kind of things. */
export interface Kind {
  readonly name: KindName;
  /** `Event` in `createEvent`, `Events` in `listEvents`. */
  readonly singular: string;
  readonly plural: string;
  /** As sentences name one, and several. */
  readonly one: string;
  readonly many: string;
  /** Makes what a thing of this kind needs, and gives details for two different ones. */
  readonly prepare: (context: CheckContext) => Promise<readonly [Details, Details]>;
  /** How such details are asked for, where a new thing is described otherwise. */
  readonly asNew?: (details: Details) => Details;
  /** What of the details is changed, and to what. */
  readonly change: (details: Details, context: CheckContext) => Details;
  /** Criteria each of which selects the first of two things and not the second. */
  readonly criteria: (first: Details) => readonly Details[];
  /** The flags of `X_details_required`, with the details for which each of them asks. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** Whether the filter takes one id only. */
  readonly oneId?: true;
  /** Details with something in them that nobody made. */
  readonly unknown?: (details: Details) => readonly Details[];
}

/** An id that nothing has. */
export const NOBODY = "987654321";
/** Flags that ask for the detail of their own name. */
export const each = (...names: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(names.map((name) => [name, [name]]));
/** Criteria, each of them one detail. */
export const eachOf = (first: Details, ...names: readonly string[]): readonly Details[] =>
  names.map((name) => ({ [name]: first[name] }));

/** Makes an entity, and gives its id. */
export const entityOf = (context: CheckContext, tag = "host") =>
  make(context, "entity", { name: `Test ${context.mark}-${tag}`, category: "hospital" });
