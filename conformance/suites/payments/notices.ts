import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectTrue } from "../../expect.ts";
import { checksOf, positive, type Statement } from "../checks-of.ts";
import { expectTaken, SMALL } from "./answers.ts";
import { expectAgain, expectArrival, expectCalls, refuseFirst } from "./arrivals.ts";
import { change, entryOf, g2p, openDesk, register, registration, strikeOff } from "./mapper.ts";
import { newId } from "./town.ts";

const MODALITY = z.enum(["00", "01", "02", "03", "04"]);
const id = z.string().min(1).max(12);

/** What is told about a registration or a change; each file has its own name for a person. */
function noticeShape(name: string) {
  const failed = z.looseObject({
    [name]: z.string().max(20),
    paymentModality: MODALITY,
    failureReason: z.string().min(1).max(100),
    bankingInstitutionCode: z.string().max(11).optional(),
  });
  return z.looseObject({
    requestID: id,
    registerRequestID: id,
    numberFailedCases: z.int().min(0),
    failedCases: z.array(failed).optional(),
  });
}

/** How one of the two operations is called, and what it tells. */
interface Kind {
  readonly operation: "notifyRegistration" | "notifyUpdate";
  /** The person's name in the list of those that failed. */
  readonly person: string;
  /**
   * Sends a request about two persons, of whom the second one is wrong where that is wanted; before that, all else that
   * leads to calls is over, and then `ready` is called.
   */
  readonly ask: (
    context: CheckContext,
    wrong: boolean,
    ready: () => Promise<void>,
  ) => Promise<{ readonly request: string; readonly failed: string }>;
}

const registering: Kind = {
  operation: "notifyRegistration",
  person: "payeeIdentity",
  ask: async (context, wrong, ready) => {
    const desk = openDesk(context);
    const entries = [
      entryOf(context, 0),
      { ...entryOf(context, 1), ...(wrong ? { financialAddress: "no number" } : {}) },
    ];
    const request = newId();
    strikeOff(context, desk, entries);
    await ready();
    expectTaken(
      await desk.send("POST", registration(request, entries), "notifyRegistration"),
      200,
      SMALL,
      request,
    );
    return { request, failed: entries[1]?.payeeIdentity ?? "" };
  },
};

const changing: Kind = {
  operation: "notifyUpdate",
  person: "payeeFunctionalID",
  ask: async (context, wrong, ready) => {
    const desk = openDesk(context);
    const entries = [entryOf(context, 0), entryOf(context, 1)];
    await register(context, desk, wrong ? entries.slice(0, 1) : entries);
    await expectArrival(context, "notifyRegistration", z.looseObject({}));
    await ready();
    const request = newId();
    const changed = entries.map((entry) => ({ ...entry, financialAddress: "27990000055" }));
    expectTaken(await desk.send("PUT", change(request, desk, changed), "notifyUpdate"), 200, SMALL, request);
    return { request, failed: entries[1]?.payeeIdentity ?? "" };
  },
};

function noticeStatements(prefix: string, { operation, person, ask }: Kind): Statement[] {
  const shape = noticeShape(person);
  const hear = async (
    context: CheckContext,
    wrong: boolean,
    receive: typeof expectArrival,
    ready: () => Promise<void>,
  ) => {
    const { request, failed } = await ask(context, wrong, ready);
    const { content } = await receive(context, operation, shape);
    expectMatches(content, { registerRequestID: request, numberFailedCases: wrong ? 1 : 0 }, "what is told");
    expectTrue(content.requestID !== request, "the call has no id of its own");
    const cases = (content.failedCases ?? []).map((one) => [one[person], one["paymentModality"]]);
    expectEqual(cases, wrong ? [[failed, "01"]] : [], "who failed, and at which modality");
  };
  const hearOnce = (wrong: boolean) => async (context: CheckContext) => {
    await hear(context, wrong, expectArrival, async () => undefined);
    await expectCalls(context, operation, 1);
  };
  return [
    positive(`${prefix}-all-well`, "Who asked is told that nobody failed", hearOnce(false)),
    positive(`${prefix}-failed`, "Who asked is told who failed, and why", hearOnce(true)),
    positive(`${prefix}-again`, "A result that could not be taken is sent again", (context) =>
      hear(context, true, expectAgain, () => refuseFirst(context)),
    ),
  ];
}

const unusual = { needsSink: true };

/** What follows a registration. */
export const registrationNoticeChecks = checksOf(
  "notifyRegistration",
  g2p("RegisterBeneficiaryResponse", "POST /callback"),
  noticeStatements("registered", registering),
  unusual,
);

/** What follows a change. */
export const changeNoticeChecks = checksOf(
  "notifyUpdate",
  g2p("UpdateBeneficiaryResponse", "POST /callback"),
  noticeStatements("changed", changing),
  unusual,
);
