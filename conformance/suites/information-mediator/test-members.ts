import type { CheckContext, Target } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import {
  type Configuration,
  describeMember,
  readConfiguration,
  replaceConfiguration,
  type TestMember,
} from "./member.ts";

/** The test members at one mediator. */
interface Guests {
  /** How many checks have a member there now. */
  checks: number;
  /** The codes of all members that were added and not yet taken out. */
  readonly codes: Set<string>;
  /** Ends when the last change of the configuration so far is over. */
  changes: Promise<unknown>;
  /** What every change of the configuration has to name. */
  named?: Pick<Configuration, "domain" | "instance">;
}

/**
 * Replacing the configuration is the only removal that the specification has, and a replacement loses what another
 * check writes between its reading and its writing. So the checks of one run change it one after the other, and
 * the last one to leave takes all members out.
 */
const guestsAt = new WeakMap<Target, Guests>();

function guestsOf(target: Target): Guests {
  const guests = guestsAt.get(target) ?? { checks: 0, codes: new Set(), changes: Promise.resolve() };
  guestsAt.set(target, guests);
  return guests;
}

/** Runs an action that changes the configuration or the rights, when those of other checks are over. */
export function changeConfiguration<T>(context: CheckContext, action: () => Promise<T>): Promise<T> {
  const guests = guestsOf(context.target);
  const change = guests.changes.then(action);
  guests.changes = change.catch(() => undefined);
  return change;
}

/** Adds a member to the configuration, and has it taken out when the check is over. */
export async function addMember(
  context: CheckContext,
  change?: (made: TestMember) => TestMember["described"],
): Promise<TestMember> {
  const guests = guestsOf(context.target);
  const { domain, instance } = guests.named ?? (await readConfiguration(context));
  guests.named = { domain, instance };
  const made = describeMember(context, instance);
  removeAfterwards(context, made);
  await patchMember(context, change?.(made) ?? made.described);
  return made;
}

/** Writes what is described of a member; what is not described stays. */
export async function patchMember(context: CheckContext, described: TestMember["described"]): Promise<void> {
  const { domain, instance } = guestsOf(context.target).named ?? (await readConfiguration(context));
  const json = { domain, instance, members: [described] };
  const request = { method: "PATCH", path: "/api/v1/config", json } as const;
  expectStatus(await changeConfiguration(context, () => context.http.send(request)), 201);
}

/** Takes a member out of the configuration when the check is over; all others stay as they are. */
export function removeAfterwards(context: CheckContext, made: Pick<TestMember, "code">): void {
  const guests = guestsOf(context.target);
  guests.checks += 1;
  guests.codes.add(made.code);
  context.cleanUp(async () => {
    guests.checks -= 1;
    if (guests.checks > 0) return;
    await changeConfiguration(context, () => removeGuests(context, guests));
  });
}

async function removeGuests(context: CheckContext, guests: Guests): Promise<void> {
  // Another check may have come while this one waited; then that one is the last.
  if (guests.checks > 0) return;
  const leaving = [...guests.codes];
  const config = await readConfiguration(context);
  const members = config.members ?? [];
  const staying = members.filter((one) => one.class !== "TEST" || !guests.codes.has(one.code));
  if (staying.length < members.length) await replaceConfiguration(context, { ...config, members: staying });
  for (const code of leaving) guests.codes.delete(code);
}
