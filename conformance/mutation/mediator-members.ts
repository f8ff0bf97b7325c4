import { z } from "zod";
import { readJson } from "./call.ts";
import type { Way } from "./damage.ts";

/** The specification has two forms of a right (docs/adr/0005): by the member's name, or by its parts. */
const right = z.object({
  memberClass: z.string().optional(),
  memberCode: z.string().optional(),
  applicationId: z.string().optional(),
  member: z.string().optional(),
  application: z.string().optional(),
});
const service = z.object({ id: z.string(), serviceUrl: z.string(), rights: z.array(right).default([]) });
const application = z.object({ id: z.string(), services: z.array(service).default([]) });
const member = z.object({
  name: z.string().optional(),
  class: z.string(),
  code: z.string(),
  applications: z.array(application).default([]),
});
const configuration = z.object({ instance: z.string(), members: z.array(member).default([]) });

/** Who may call what at a mediator. */
export type Members = z.infer<typeof configuration>;

/** Reads a mediator's configuration; undefined where the server has none. */
export async function readMembers({ send, callers }: Way): Promise<Members | undefined> {
  const caller = callers.at(-1);
  const headers = caller === undefined ? {} : { "information-mediator-client": caller };
  const answer = await send({ method: "GET", path: "/api/v1/config", headers, body: "" });
  return configuration.safeParse(readJson(answer)).data;
}

/** The identifiers of those who may call some service of the application in the path, and its own. */
export function allowedCallers(members: Members | undefined, path: string): string[] {
  const called = addressed(members, path);
  if (members === undefined || called === undefined) return [];
  const rights = called.application.services.flatMap((one) => one.rights);
  const others = rights.map((one) => holderOf(one, members));
  return [...others, called.own].flatMap((one) => (one === undefined ? [] : `${members.instance}/${one}`));
}

/** `CLASS/CODE/APPLICATION` of who has a right; undefined where nobody has that name. */
function holderOf(given: z.infer<typeof right>, { members }: Members): string | undefined {
  if (given.memberCode !== undefined)
    return `${given.memberClass}/${given.memberCode}/${given.applicationId}`;
  const named = members.find((one) => one.name !== undefined && one.name === given.member);
  return named === undefined ? undefined : `${named.class}/${named.code}/${given.application}`;
}

/** The address of the service in the path, and what is called below it. */
export function serviceAddress(
  members: Members | undefined,
  path: string,
): { readonly url: string; readonly rest: string } | undefined {
  const called = addressed(members, path);
  const found = called?.application.services.find((one) => one.id === called.next);
  return found === undefined ? undefined : { url: found.serviceUrl, rest: called?.rest ?? "" };
}

/** The application that a path `/r1/INSTANCE/CLASS/CODE/APPLICATION/NEXT/REST` speaks of. */
function addressed(members: Members | undefined, path: string) {
  const [, r1, , memberClass, code, id, next, ...rest] = path.split("/");
  if (r1 !== "r1") return undefined;
  const owner = members?.members.find((one) => one.class === memberClass && one.code === code);
  const found = owner?.applications.find((one) => one.id === id);
  if (found === undefined) return undefined;
  return { application: found, own: `${memberClass}/${code}/${id}`, next, rest: `/${rest.join("/")}` };
}
