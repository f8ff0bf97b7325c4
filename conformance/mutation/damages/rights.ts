import { type Answer, type Call, callAs, callerOf, succeeded } from "../call.ts";
import type { Alter, Damaged, DamageKind, Seen, Way } from "../damage.ts";
import { allowedCallers, readMembers, serviceAddress } from "../mediator-members.ts";
import { sendCall } from "../send-call.ts";

/** What a call without the right may be refused with; 404 and 409 where nothing is shown to strangers. */
const WITHOUT_RIGHT = [400, 401, 403, 404, 409];

/** A call that does not say who calls is answered as if one said so who may. */
export const missingCallerTaken: DamageKind = ({ seen }) => {
  if (!seen.some((one) => callerOf(one.call) === undefined && isRefused(one.answer))) return [];
  const alter: Alter = async (call, way) => {
    const answer = await way.send(call);
    if (callerOf(call) !== undefined || !isRefused(answer)) return { answer, touched: false };
    return damagedBy(answer, (await askAsOthers(call, way)).find(isHeard));
  };
  return [{ name: "right ignored: nobody named", start: () => alter }];
};

/** A call of somebody who may not is answered as if another called who may, or the service were called itself. */
export const wrongCallerTaken: DamageKind = ({ operation, seen }) => {
  if (!operation.path.startsWith("/r1/") || !seen.some(isStranger)) return [];
  const alter: Alter = async (call, way) => {
    const answer = await way.send(call);
    if (callerOf(call) === undefined || !isRefused(answer)) return { answer, touched: false };
    const taken = (await askAsOthers(call, way)).find(succeeded);
    return damagedBy(answer, taken ?? (await askService(call, way)));
  };
  return [{ name: "right ignored: somebody else", start: () => alter }];
};

function isRefused({ status }: Answer): boolean {
  return WITHOUT_RIGHT.includes(status);
}

function isStranger({ call, answer }: Seen): boolean {
  return callerOf(call) !== undefined && isRefused(answer);
}

/** Whether a server has looked at what was asked, and not only at who asks. */
function isHeard({ status }: Answer): boolean {
  return ![400, 401, 403].includes(status);
}

function damagedBy(answer: Answer, other: Answer | undefined): Damaged {
  const touched = other !== undefined && other.status !== answer.status;
  return touched ? { answer: other, touched } : { answer, touched };
}

/** What other callers are answered, until one has success. */
async function askAsOthers(call: Call, way: Way): Promise<Answer[]> {
  const members = await readMembers(way);
  const answers: Answer[] = [];
  for (const caller of new Set([...allowedCallers(members, call.path), ...way.callers])) {
    if (caller === callerOf(call)) continue;
    const answer = await way.send(callAs(call, caller));
    if (succeeded(answer)) return [answer, ...answers];
    answers.push(answer);
  }
  return answers;
}

async function askService(call: Call, way: Way): Promise<Answer | undefined> {
  const service = serviceAddress(await readMembers(way), call.path);
  return service === undefined ? undefined : sendCall(service.url, { ...call, path: service.rest });
}
