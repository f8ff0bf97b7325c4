import type { Check, CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import type { Kind } from "./kind.ts";
import { type Attempt, callerRefusal, contentRefusal } from "./refusals.ts";
import {
  askNew,
  call,
  cleanUp,
  type Details,
  detailsName,
  list,
  makeAll,
  readIds,
  schedulerApi,
} from "./scene.ts";
import { allFlags, expectThing } from "./things.ts";

/** Making things of a kind. */
export function creatingChecks(kind: Kind): Check[] {
  const { name, singular } = kind;
  const id = name.replace("_", "-");
  const what = `A new ${name.replace("_", " ")}`;
  const section = schedulerApi(`POST /${name}/new`);
  const describe = (details: Details): Details => kind.asNew?.(details) ?? details;
  const prepare = async (context: CheckContext): Promise<Attempt> => {
    const [first] = await kind.prepare(context);
    const qry = { [detailsName(name)]: describe(first) };
    return {
      send: async (parameters) => {
        const answer = await call(context, "POST", `/${name}/new`, { qry, ...parameters });
        // What was made all the same must not stay.
        if (answer.status === 200 && typeof answer.json === "string")
          for (const made of readIds(answer, name)) cleanUp(context, name, made);
        return answer;
      },
      unchanged: async () => expectNone(context, kind, first),
    };
  };
  const statements: Statement[] = [
    positive(
      `${id}-new`,
      `${what} is found under the id that it was given, with all that was said of it`,
      async (context) => {
        const [first, second] = await kind.prepare(context);
        const ids: string[] = [];
        for (const details of [first, second]) ids.push(...(await makeAll(context, name, describe(details))));
        expectEqual(new Set(ids).size, 2, "the number of ids of two new things");
        await expectThing(context, kind, ids[0] ?? "", first);
        await expectThing(context, kind, ids[1] ?? "", second);
      },
    ),
    positive(
      `${id}-new-again`,
      `${what} that is asked for twice, as after a broken connection, is made once`,
      async (context) => {
        const [first] = await kind.prepare(context);
        const [made = ""] = await makeAll(context, name, describe(first));
        const again = await askNew(context, name, describe(first));
        expectStatus(again, 200);
        const [repeated = ""] = readIds(again, name);
        cleanUp(context, name, repeated);
        expectEqual(repeated, made, "the id of what was asked for again", again);
        await expectThing(context, kind, made, first);
      },
      { level: "RECOMMENDED" },
    ),
    callerRefusal(`${id}-new`, what, prepare),
    contentRefusal(`${id}-new`, what, ['{"details":', {}, { details: "all" }, ["details"]], prepare),
  ];
  if (kind.unknown !== undefined) statements.push(unknownRefusal(kind, id, what, describe));
  return checksOf(`create${singular}`, section, statements);
}

function unknownRefusal(
  kind: Kind,
  id: string,
  what: string,
  describe: (details: Details) => Details,
): Statement {
  return negative(
    `${id}-new-unknown`,
    `${what} is refused where it names something that nobody made, and nothing comes of it`,
    async (context) => {
      const [first] = await kind.prepare(context);
      for (const details of kind.unknown?.(first) ?? [])
        expectRefused(await askNew(context, kind.name, describe(details)), 404);
      await expectNone(context, kind, first);
    },
  );
}

/** Nothing with these details is there. */
async function expectNone(context: CheckContext, kind: Kind, details: Details): Promise<void> {
  const [criterion = {}] = kind.criteria(details);
  const { things, exchange } = await list(context, kind.name, criterion, allFlags(kind));
  expectEqual(things.length, 0, `the number of ${kind.many} after a refusal`, exchange);
}
