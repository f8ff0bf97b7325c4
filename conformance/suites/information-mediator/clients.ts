import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { ALONE, directoryApi, readConfiguration, type TestMember } from "./member.ts";
import { addMember } from "./test-members.ts";

const clientList = z.looseObject({
  member: z.array(
    z.looseObject({
      name: z.string().min(1),
      id: z.looseObject({
        objectType: z.enum(["MEMBER", "APPLICATION", "SERVICE"]),
        instanceId: z.string().min(1),
        memberClass: z.string().min(1),
        memberCode: z.string().min(1),
        applicationCode: z.string().nullish(),
      }),
    }),
  ),
});

/** What the directory says of one member: the member itself and its applications. */
async function clientsOf(
  context: CheckContext,
  made: Pick<TestMember, "code">,
  query: Record<string, string> = {},
) {
  const listed = await context.http.send({ path: "/listClients", query });
  expectStatus(listed, 200);
  const all = expectShape(listed, clientList).member;
  return all.filter((one) => one.id.memberClass === "TEST" && one.id.memberCode === made.code);
}

async function listsMember(context: CheckContext): Promise<void> {
  const made = await addMember(context);
  const { instance, code } = made;
  const itself = { instanceId: instance, memberClass: "TEST", memberCode: code };
  for (const query of [{}, { instanceId: instance }]) {
    const clients = await clientsOf(context, made, query);
    const [member, ...others] = clients.filter((one) => one.id.objectType === "MEMBER");
    expectEqual(others, [], "what else the directory has of the member");
    expectMatches(member?.id, itself, "the member in the directory");
    expectEqual(member?.name, made.name, "the member's name in the directory");
    const applications = clients.filter((one) => one.id.objectType === "APPLICATION");
    for (const one of applications) expectMatches(one.id, itself, "an application in the directory");
    const codes = applications.map((one) => one.id.applicationCode).sort();
    expectEqual(codes, ["consumer", "other", "provider", "room"], "the applications in the directory");
  }
}

/** All members and applications. */
export const listClientsChecks = checksOf("listClients", directoryApi("GET /listClients"), [
  positive(
    "clients",
    "Members and applications are listed, each with its identifier",
    async (context) => {
      const listed = await context.http.send({ path: "/listClients" });
      expectStatus(listed, 200);
      expectShape(listed, clientList);
    },
    { effect: "read" },
  ),
  positive("clients-of-member", "A new member and its applications are listed by their names", listsMember),
  positive(
    "clients-before-and-after",
    "A member is listed from its creation to its removal",
    async (context) => {
      const before = await readConfiguration(context);
      const made = await addMember(context);
      expectTrue((await clientsOf(context, made)).length > 0, "a new member is not in the directory");
      await context.http.send({ method: "PUT", path: "/api/v1/config", json: before });
      expectEqual(await clientsOf(context, made), [], "what the directory says of a removed member");
    },
    ALONE,
  ),
  negative(
    "clients-of-unknown-instance",
    "Of another instance, this one's members are not listed",
    async (context) => {
      const listed = await context.http.send({ path: "/listClients", query: { instanceId: context.mark } });
      if (listed.status === 200)
        expectEqual(expectShape(listed, clientList).member, [], "the members", listed);
      else expectRefused(listed, 400, 404);
    },
    { effect: "read" },
  ),
]);
