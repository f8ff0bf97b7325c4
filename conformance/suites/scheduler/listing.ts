import type { Check, CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import type { Kind } from "./kind.ts";
import { type Attempt, callerRefusal, contentRefusal } from "./refusals.ts";
import { askChange, call, type Details, expectDetails, list, make, schedulerApi } from "./scene.ts";
import { allFlags, expectThing, filterFor } from "./things.ts";

const READS = { effect: "read" } as const;

/** Finding things of a kind. */
export function listingChecks(kind: Kind): Check[] {
  const { name, plural } = kind;
  const id = `${name.replace("_", "-")}-list`;
  const path = `/${name}/list_details`;
  const what = `Looking for ${kind.many}`;
  const describe = (details: Details): Details => kind.asNew?.(details) ?? details;
  const prepare = async (context: CheckContext): Promise<Attempt> => {
    const filter = filterFor(kind, "1");
    const qry = { [`${name}_filter`]: filter, [`${name}_details_required`]: allFlags(kind) };
    return {
      send: (parameters) => call(context, "GET", path, { qry, ...parameters }),
      unchanged: async () => undefined,
    };
  };
  return checksOf(`list${plural}`, schedulerApi(`GET ${path}`), [
    positive(
      id,
      `${what} finds those that fit each criterion and no others, as they are now`,
      async (context) => {
        const [first, second] = await kind.prepare(context);
        const one = await make(context, name, describe(first));
        const two = await make(context, name, describe(second));
        for (const filter of [filterFor(kind, one), ...kind.criteria(first)])
          await expectFound(context, kind, filter, one, first, two);
        await expectBoth(context, kind, one, two);
        const change = kind.change(first, context);
        await askChange(context, name, one, change);
        await expectThing(context, kind, one, { ...first, ...change });
      },
    ),
    positive(
      `${id}-details`,
      `${what} shows the details that are asked for, and no others`,
      async (context) => {
        const [first] = await kind.prepare(context);
        const thing = await make(context, name, describe(first));
        const names = Object.keys(kind.flags);
        for (const half of [0, 1]) {
          const asked = names.filter((_, index) => index % 2 === half);
          await expectAsked(context, kind, thing, first, asked);
        }
      },
    ),
    callerRefusal(id, what, prepare, READS),
    contentRefusal(id, what, [`{"${name}_filter":`, { [`${name}_filter`]: "all" }], prepare, READS),
  ]);
}

/** Both are found where both are asked for. */
async function expectBoth(context: CheckContext, kind: Kind, one: string, two: string): Promise<void> {
  if (kind.oneId) return;
  const filter = { [`${kind.name}_id`]: [one, two] };
  const { things, exchange } = await list(context, kind.name, filter, allFlags(kind));
  const found = things.map((thing) => thing.id).sort();
  expectEqual(found, [one, two].sort(), `the ids of two ${kind.many} that were asked for`, exchange);
}

/** The filter finds the first thing and not the second. */
async function expectFound(
  context: CheckContext,
  kind: Kind,
  filter: Details,
  one: string,
  wanted: Details,
  two: string,
): Promise<void> {
  const { things, exchange } = await list(context, kind.name, filter, allFlags(kind));
  const own = things.filter((thing) => thing.id === one);
  expectEqual(own.length, 1, `how often ${kind.one} is in a list that it fits`, exchange);
  expectDetails(own[0]?.details ?? {}, wanted, kind.one, exchange);
  expectTrue(
    !things.some((thing) => thing.id === two),
    `${kind.one} is in a list that it does not fit`,
    exchange,
  );
}

/** Of a thing, what these flags ask for is shown, and what the others ask for is not. */
async function expectAsked(
  context: CheckContext,
  kind: Kind,
  thing: string,
  details: Details,
  asked: readonly string[],
): Promise<void> {
  const flags = Object.keys(kind.flags).map((flag) => [flag, asked.includes(flag)]);
  const required = { [`${kind.name}_id`]: true, ...Object.fromEntries(flags) };
  const { things, exchange } = await list(context, kind.name, filterFor(kind, thing), required);
  const [found] = things;
  expectTrue(found !== undefined && things.length === 1, `${kind.one} is not found`, exchange);
  for (const [flag, keys] of Object.entries(kind.flags))
    for (const key of keys) {
      const wanted = { [key]: details[key] };
      if (asked.includes(flag)) expectDetails(found.details, wanted, kind.one, exchange);
      else expectTrue(!(key in found.details), `${key} of ${kind.one} was not asked for`, exchange);
    }
}
