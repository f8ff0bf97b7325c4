import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import type { TestMember } from "./member.ts";
import { changeConfiguration } from "./test-members.ts";

const allowed = z.looseObject({ memberClass: z.string(), memberCode: z.string(), applicationId: z.string() });

/** The answer of `getAllowed`. */
export const allowPage = z.looseObject({
  nextPageToken: z.string().min(1).nullish(),
  allowList: z.array(
    z.looseObject({
      memberClass: z.string(),
      memberCode: z.string(),
      applicationId: z.string(),
      serviceId: z.string(),
      rights: z.array(allowed),
    }),
  ),
});

/** Rights of the member's own applications to one of its services, as the rights API takes them. */
export function rightsTo(made: TestMember, serviceId: string, applications: readonly string[]) {
  const own = { memberClass: "TEST", memberCode: made.code };
  return [
    {
      ...own,
      applicationId: "provider",
      serviceId,
      rights: applications.map((applicationId) => ({ ...own, applicationId })),
    },
  ];
}

/** Allows or denies applications of the member to call one of its services. */
export function changeRights(
  context: CheckContext,
  verb: "allow" | "deny",
  made: TestMember,
  serviceId: string,
  applications: readonly string[],
): Promise<Exchange> {
  const json = rightsTo(made, serviceId, applications);
  const request = { method: "PATCH", path: `/api/v1/rights/${verb}`, json } as const;
  return changeConfiguration(context, () => context.http.send(request));
}

/** One page of the allow list, of this member's services only. */
export function allowList(context: CheckContext, made: TestMember, query: HttpRequest["query"] = {}) {
  const own = { memberClass: "TEST", memberCode: made.code };
  return context.http.send({ path: "/api/v1/rights/allow", query: { ...own, ...query } });
}

/** `SERVICE APPLICATION` for every right on a page of the allow list. */
export function pairsOf(page: z.infer<typeof allowPage>): string[] {
  return page.allowList.flatMap((one) =>
    one.rights.map((right) => `${one.serviceId} ${right.applicationId}`),
  );
}

/** Every right to the member's services, sorted. */
export async function allPairs(context: CheckContext, made: TestMember): Promise<string[]> {
  const listed = await allowList(context, made);
  expectStatus(listed, 200);
  return pairsOf(expectShape(listed, allowPage)).sort();
}

/** What an application may call, or has, by the codes of the services. */
export const methodList = z.looseObject({
  member: z.array(
    z.looseObject({
      objectType: z.literal("SERVICE"),
      serviceType: z.string().min(1),
      instanceId: z.string(),
      memberClass: z.string(),
      memberCode: z.string(),
      applicationCode: z.string(),
      serviceCode: z.string(),
      endpointList: z.looseObject({
        member: z.array(z.looseObject({ method: z.string().min(1), path: z.string().min(1) })),
      }),
    }),
  ),
});

/** The codes of the services that one application of the member may call, sorted. */
export async function allowedServices(context: CheckContext, made: TestMember, application: string) {
  const path = `${made.path("provider")}/allowedMethods`;
  const listed = await context.http.send({ path, client: made.identifier(application) });
  expectStatus(listed, 200);
  return expectShape(listed, methodList)
    .member.map((one) => one.serviceCode)
    .sort();
}
