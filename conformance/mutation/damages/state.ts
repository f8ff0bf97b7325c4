import { type Answer, type Call, callerOf, succeeded } from "../call.ts";
import { type Alter, type DamageKind, onlyReads } from "../damage.ts";

/** A write is answered as done, and nothing is stored: another server has done it. */
export const writeLost: DamageKind = (observed) => {
  if (onlyReads(observed) || !observed.seen.some(({ answer }) => succeeded(answer))) return [];
  const alter: Alter = async (call, { sendToShadow }) => {
    const answer = await sendToShadow(call);
    return { answer, touched: succeeded(answer) };
  };
  return [{ name: "write lost", shadowed: true, start: () => alter }];
};

/** The first answer to a question is given for ever, whatever has changed since. */
export const staleRead: DamageKind = (observed) => {
  if (!onlyReads(observed) || !repeatsDiffer(observed.seen)) return [];
  const start = (): Alter => {
    const first = new Map<string, Answer>();
    return async (call, { send }) => {
      const now = await send(call);
      const answer = first.get(questionOf(call)) ?? now;
      first.set(questionOf(call), answer);
      return { answer, touched: !isSame(answer, now) };
    };
  };
  return [{ name: "stale read", start }];
};

function questionOf(call: Call): string {
  return [call.method, call.path, callerOf(call) ?? "", call.body].join("\n");
}

function isSame(one: Answer, other: Answer): boolean {
  return one.status === other.status && one.body === other.body;
}

/** Whether the same question was answered in two ways. */
function repeatsDiffer(seen: readonly { readonly call: Call; readonly answer: Answer }[]): boolean {
  const first = new Map<string, Answer>();
  return seen.some(({ call, answer }) => {
    const known = first.get(questionOf(call)) ?? answer;
    first.set(questionOf(call), known);
    return !isSame(known, answer);
  });
}
