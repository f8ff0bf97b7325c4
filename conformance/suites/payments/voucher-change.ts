import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import { positive, type Statement } from "../checks-of.ts";
import { CAPITAL, expectTaken, SMALL } from "./answers.ts";
import { expectAgain, expectArrival, expectCalls, refuseFirst } from "./arrivals.ts";
import { type Fault, type Scene, withContent } from "./body-refusals.ts";
import { type Issuer, openIssuer } from "./issuer.ts";
import { expectBalances, FUNDS, newId, type Wishes } from "./town.ts";
import { activate, createVouchers, expectState, STATE, type Voucher, WORTH } from "./voucher.ts";

/** Activating or cancelling: how the two are called, and how their files spell the answer. */
const KINDS = {
  activate: { operation: "notifyActivation", spelling: CAPITAL },
  cancel: { operation: "confirmVoucherCancellation", spelling: SMALL },
} as const;

/** Activating or cancelling. */
export type Kind = keyof typeof KINDS;

const notice = z.looseObject({
  requestID: z.string().min(1).max(12),
  registerRequestID: z.string().min(1).max(12),
  numberFailedCases: z.int().min(0),
  failedCases: z
    .array(z.looseObject({ serialNumber: z.string().max(20), failureReason: z.string().min(1).max(100) }))
    .optional(),
});

/** What is told next about a change: which of its vouchers failed. */
export async function expectNotice(
  context: CheckContext,
  kind: Kind,
  id: string,
  failed: readonly string[],
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const { content } = await receive(context, KINDS[kind].operation, notice);
  const wanted = { registerRequestID: id, numberFailedCases: failed.length };
  expectMatches(content, wanted, "what is told about the vouchers");
  expectTrue(content.requestID !== id, "the call has no id of its own");
  const named = (content.failedCases ?? []).map(({ serialNumber }) => serialNumber);
  expectEqual(named, failed, "the vouchers that failed");
}

/** Sends a change, all of whose vouchers must be taken; its id. */
export async function send(
  context: CheckContext,
  issuer: Issuer,
  kind: Kind,
  vouchers: readonly Voucher[],
  id = newId(),
) {
  const serials = vouchers.map(({ serialNumber }) => serialNumber);
  expectTaken(await context.http.send(issuer.change(kind, serials, id)), 200, KINDS[kind].spelling, id);
  return id;
}

/** Sends a change that cannot be done for all; the answer says so, or leaves it to the call that follows. */
export async function sendWrong(
  context: CheckContext,
  issuer: Issuer,
  kind: Kind,
  serials: readonly string[],
) {
  const id = newId();
  const { spelling } = KINDS[kind];
  const sent = await context.http.send(issuer.change(kind, serials, id));
  expectStatus(sent, 200);
  const answer = expectShape(sent, z.looseObject({ [spelling.code]: z.enum(["00", "01"]) }));
  expectEqual(answer[spelling.id], id, "the id of the request", sent);
  return id;
}

/** Vouchers that were made, and their issuer. */
export async function openMade(context: CheckContext, amounts = [WORTH, 10], wishes: Wishes = {}) {
  const issuer = await openIssuer(context, wishes);
  return { issuer, vouchers: await createVouchers(context, issuer, amounts) };
}

/** One voucher of the request is right, one does not exist. */
export const tellsFailed = (kind: Kind) => async (context: CheckContext) => {
  const { issuer, vouchers } = await openMade(context, [WORTH]);
  const [one] = vouchers;
  if (one === undefined) return;
  if (kind === "cancel") await activate(context, issuer, vouchers);
  const id = await sendWrong(context, issuer, kind, [one.serialNumber, "000000"]);
  await expectNotice(context, kind, id, ["000000"]);
  await expectState(context, issuer, one, kind === "activate" ? STATE.active : STATE.cancelled);
};

/** What the receiver could not take is told again. */
export const tellsAgain = (kind: Kind) => async (context: CheckContext) => {
  const { issuer, vouchers } = await openMade(context, [WORTH]);
  await refuseFirst(context);
  const id = await send(context, issuer, kind, vouchers);
  await expectNotice(context, kind, id, [], expectAgain);
};

/** Another institution changes nothing. */
export const hides = (kind: Kind) => async (context: CheckContext) => {
  const { issuer, vouchers } = await openMade(context, [WORTH]);
  const [one] = vouchers;
  if (one === undefined) return;
  const request = issuer.change(kind, [one.serialNumber]);
  const headers = { ...request.headers, "X-Registering-Institution-Id": newId() };
  await context.http.send({ ...request, headers });
  await expectState(context, issuer, one, STATE.preactivated);
  await expectBalances(context, issuer.town, FUNDS);
};

/** A change that would be taken, and that nothing came of it. */
export const opens =
  (kind: Kind) =>
  async (context: CheckContext): Promise<Scene> => {
    const { issuer, vouchers } = await openMade(context, [WORTH]);
    const [one] = vouchers;
    return {
      request: issuer.change(kind, [one?.serialNumber ?? ""]),
      expectNothing: async () => {
        await expectCalls(context, KINDS[kind].operation, 0);
        if (one !== undefined) await expectState(context, issuer, one, STATE.preactivated);
      },
    };
  };

/** What is wrong with a change, by how its file names the id and the list. */
export const faultsOf = (idName: string, listName: string): readonly Fault[] => [
  {
    id: "long-id",
    title: "A request's id of more than 12 characters is refused",
    changed: (request) => withContent(request, { [idName]: `${newId()}7` }),
  },
  {
    id: "empty",
    title: "A request about no vouchers is refused",
    changed: (request) => withContent(request, { [listName]: [] }),
  },
];

/** What has to be told after a change; `all` does one that succeeds. */
export const noticeStatements = (
  prefix: string,
  kind: Kind,
  all: (context: CheckContext) => Promise<void>,
): Statement[] => [
  positive(`${prefix}-all-well`, "Who asked is told once that no voucher failed", all),
  positive(`${prefix}-failed`, "Who asked is told which voucher failed, and why", tellsFailed(kind)),
  positive(`${prefix}-again`, "What could not be taken is told again", tellsAgain(kind)),
];
