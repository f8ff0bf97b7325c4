import type { Story, UseCaseContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { askingApplication, strangeApplication } from "../asking-application.ts";
import {
  askThroughMediator,
  askWhetherExists,
  expectHousehold,
  expectNothingLeft,
  expectNothingSaid,
  type Household,
  readUsage,
  registerHousehold,
} from "./household.ts";

const CORRELATION = "x-correlation-id";

async function withTheRight(context: UseCaseContext): Promise<void> {
  const household = await registerHousehold(context);
  const before = await context.step("holding", "Nobody has read the household yet", () =>
    readUsage(context, household),
  );
  const answer = await context.step("mediator", "The asking ministry's question is let through", async () => {
    const asked = await askThroughMediator(context, household.id, askingApplication(context));
    const refused = [401, 403].includes(asked.status) || asked.status >= 500;
    expectTrue(!refused, `a call with the right was answered ${asked.status}`, asked);
    return asked;
  });
  await context.step("holding", "The answer is exactly the household", async () =>
    expectHousehold(answer, household),
  );
  await context.step("mediator", "The call is known by one number on its whole way", async () =>
    expectSameNumber(answer),
  );
  await context.step("holding", "The same number is answered here", async () =>
    expectSameNumber(await askWhetherExists(context, household)),
  );
  await context.step("holding", "The family sees which ministry has read its data", async () => {
    const known = new Set(before.map((one) => one.id));
    const added = (await readUsage(context, household)).filter((one) => !known.has(one.id));
    const [, , memberCode = ""] = askingApplication(context).split("/");
    const lines = added.filter((one) => one.readerInstitutionId.includes(memberCode));
    expectEqual(lines.length, 1, "the number of new lines that name the asking ministry");
    expectEqual(
      lines[0]?.refrences.map((one) => one.ReferenceID),
      [household.id],
      "what was read",
    );
  });
  await expectNothingLeft(context, household);
}

function expectSameNumber(answer: Exchange): void {
  const sent = answer.requestHeaders[CORRELATION];
  expectEqual(answer.headers[CORRELATION], sent, "the correlation id of the answer", answer);
}

/** A question that must not be answered, and must leave nothing behind. */
function refusal(
  title: string,
  statuses: readonly number[],
  ask: (context: UseCaseContext, household: Household) => Promise<Exchange>,
): Story["run"] {
  return async (context) => {
    const household = await registerHousehold(context);
    const before = await context.step("holding", "Who has read the household so far", () =>
      readUsage(context, household),
    );
    await context.step("mediator", title, async () =>
      expectNothingSaid(await ask(context, household), household, ...statuses),
    );
    await context.step("holding", "Nobody has read the household since", async () => {
      const after = await readUsage(context, household);
      expectEqual(after.length, before.length, "the number of lines in the log of readers");
    });
    await expectNothingLeft(context, household);
  };
}

const stories: readonly Story[] = [
  {
    id: "with-the-right",
    title: "The asking ministry reads a household, and the family sees it",
    kind: "positive",
    run: withTheRight,
  },
  {
    id: "without-the-right",
    title: "An application without the right learns nothing",
    kind: "negative",
    run: refusal("An application without the right is refused", [403], (context, household) =>
      askThroughMediator(context, household.id, strangeApplication(context)),
    ),
  },
  {
    id: "unknown-household",
    title: "A household that does not exist is not found, and nothing else is shown",
    kind: "negative",
    run: refusal("The asking ministry learns that there is no such household", [404], (context, household) =>
      askThroughMediator(context, `${household.id}-none`, askingApplication(context)),
    ),
  },
  {
    id: "wrong-caller",
    title: "Who does not say who calls learns nothing",
    kind: "negative",
    run: refusal("A call that does not say who calls is refused", [400, 401, 403], (context, household) =>
      askThroughMediator(context, household.id, null),
    ),
  },
];

export default stories;
