import type { Check, CheckContext } from "../../check.ts";
import { expectNoBodyOrJson, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import type { Kind } from "./kind.ts";
import { type Attempt, callerRefusal, contentRefusal, INVALID } from "./refusals.ts";
import { askChange, askDelete, call, type Details, make, schedulerApi } from "./scene.ts";
import { expectGone, expectThing } from "./things.ts";

const UNKNOWN = "987654321";

/** Two things of a kind, the first of which is to be touched. */
async function makeTwo(context: CheckContext, kind: Kind) {
  const [first, second] = await kind.prepare(context);
  const describe = (details: Details): Details => kind.asNew?.(details) ?? details;
  return {
    ...{ first, second },
    id: await make(context, kind.name, describe(first)),
    other: await make(context, kind.name, describe(second)),
  };
}

/** One thing of a kind. */
async function makeOne(context: CheckContext, kind: Kind) {
  const [first] = await kind.prepare(context);
  return { first, id: await make(context, kind.name, kind.asNew?.(first) ?? first) };
}

/** Changing things of a kind. */
export function changingChecks(kind: Kind): Check[] {
  const { name, singular } = kind;
  const id = `${name.replace("_", "-")}-change`;
  const what = `A change of ${kind.one}`;
  const path = `/${name}/modifications`;
  const prepare = async (context: CheckContext): Promise<Attempt> => {
    const { first, id: thing } = await makeOne(context, kind);
    const qry = { details: kind.change(first, context) };
    return {
      send: (parameters) => call(context, "PUT", path, { [`${name}_id`]: thing, qry, ...parameters }),
      unchanged: () => expectThing(context, kind, thing, first),
    };
  };
  return checksOf(`modify${singular}`, schedulerApi(`PUT ${path}`), [
    positive(
      id,
      `${what} changes what it names, and nothing else, also where it comes twice`,
      async (context) => {
        const { first, second, id: thing, other } = await makeTwo(context, kind);
        const change = kind.change(first, context);
        for (const _ of ["first", "again"]) {
          const answer = await askChange(context, name, thing, change);
          expectStatus(answer, 200);
          expectNoBodyOrJson(answer);
        }
        await expectThing(context, kind, thing, { ...first, ...change });
        await expectThing(context, kind, other, second);
      },
    ),
    callerRefusal(id, what, prepare),
    contentRefusal(id, what, ['{"details":', {}, { details: "all" }, ["details"]], prepare),
    negative(`${id}-unknown`, `${what} that nobody made is refused`, async (context) => {
      const { first, id: thing } = await makeOne(context, kind);
      const change = kind.change(first, context);
      expectRefused(await askChange(context, name, UNKNOWN, change), 404);
      const nameless = { [`${name}_id`]: undefined };
      expectRefused(await askChange(context, name, thing, change, nameless), ...INVALID, 404);
      await expectThing(context, kind, thing, first);
    }),
  ]);
}

/** Deleting things of a kind. */
export function deletingChecks(kind: Kind): Check[] {
  const { name, singular } = kind;
  const id = `${name.replace("_", "-")}-delete`;
  const what = `Deleting ${kind.one}`;
  const prepare = async (context: CheckContext): Promise<Attempt> => {
    const { first, id: thing } = await makeOne(context, kind);
    return {
      send: (parameters) => askDelete(context, name, thing, parameters),
      unchanged: () => expectThing(context, kind, thing, first),
    };
  };
  return checksOf(`delete${singular}`, schedulerApi(`DELETE /${name}`), [
    positive(id, `${what} takes it away, and no other`, async (context) => {
      const { second, id: thing, other } = await makeTwo(context, kind);
      const answer = await askDelete(context, name, thing);
      expectStatus(answer, 200);
      expectNoBodyOrJson(answer);
      await expectGone(context, kind, thing);
      await expectThing(context, kind, other, second);
      const change = kind.change(second, context);
      expectRefused(await askChange(context, name, thing, change), 404);
      // Whoever had no answer asks again; that it is gone already is then either answer.
      expectRefused(await askDelete(context, name, thing), 200, 404);
    }),
    callerRefusal(id, what, prepare),
    negative(`${id}-unknown`, `${what} that nobody made is refused`, async (context) => {
      expectRefused(await askDelete(context, name, UNKNOWN), 404);
      const nameless = { [`${name}_id`]: undefined };
      expectRefused(await askDelete(context, name, UNKNOWN, nameless), ...INVALID, 404);
    }),
  ]);
}
