import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { Kind } from "./kind.ts";
import { type Details, expectDetails, list } from "./scene.ts";

/** Everything that details can be asked for. */
export function allFlags(kind: Kind): Readonly<Record<string, boolean>> {
  const names = [`${kind.name}_id`, ...Object.keys(kind.flags)];
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** A filter for one thing. */
export function filterFor(kind: Kind, id: string): Details {
  return { [`${kind.name}_id`]: kind.oneId ? id : [id] };
}

/** Exactly one thing has this id, and it is as it was described. */
export async function expectThing(
  context: CheckContext,
  kind: Kind,
  id: string,
  wanted: Details,
): Promise<void> {
  const { things, exchange } = await list(context, kind.name, filterFor(kind, id), allFlags(kind));
  expectEqual(
    things.map((thing) => thing.id),
    [id],
    `the ${kind.many} with the id that was asked for`,
    exchange,
  );
  const details = things[0]?.details;
  expectTrue(details !== undefined, `${kind.one} has no details`, exchange);
  expectDetails(details, wanted, kind.one, exchange);
}

/** Nothing has this id any more. */
export async function expectGone(context: CheckContext, kind: Kind, id: string): Promise<void> {
  const { things, exchange } = await list(context, kind.name, filterFor(kind, id), allFlags(kind));
  expectEqual(things.length, 0, `the number of ${kind.many} with an id that was deleted`, exchange);
}
