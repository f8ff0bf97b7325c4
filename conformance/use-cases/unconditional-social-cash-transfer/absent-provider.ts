import type { CheckContext, UseCaseContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import { rightsTo } from "../../suites/information-mediator/access.ts";
import type { TestMember } from "../../suites/information-mediator/member.ts";
import { addMember, changeConfiguration } from "../../suites/information-mediator/test-members.ts";
import { askingApplication } from "../asking-application.ts";

/** RFC 2606 keeps this name from ever leading anywhere. */
const NOWHERE = "http://service.invalid/api";
const SERVICE = "echo";

/**
 * Tells the mediator of a service at an address where nobody answers, which the asking application may call. Gives
 * its path at the mediator; it goes when the story is over.
 */
export async function addAbsentProvider(context: UseCaseContext): Promise<string> {
  const check = mediatorCheck(context);
  return context.step("mediator", "A payment system is known that does not answer", async () => {
    const made = await addMember(check, leadNowhere);
    const [memberClass, memberCode, applicationId] = askingApplication(context).split("/").slice(1);
    const [right] = rightsTo(made, SERVICE, []);
    const json = [{ ...right, rights: [{ memberClass, memberCode, applicationId }] }];
    const request = { method: "PATCH", path: "/api/v1/rights/allow", json } as const;
    expectStatus(await changeConfiguration(check, () => check.http.send(request)), 200);
    return `${made.path("provider")}/${SERVICE}`;
  });
}

function leadNowhere({ described }: TestMember): TestMember["described"] {
  const applications = (described.applications ?? []).map((application) => ({
    ...application,
    services: (application.services ?? []).map((service) => ({
      ...service,
      specUrl: `${NOWHERE}/openapi.json`,
      serviceUrl: NOWHERE,
    })),
  }));
  return { ...described, applications };
}

/** The mediator as a check of its block would see it. */
function mediatorCheck({ mediator, mediatorTarget, sink, mark, cleanUp }: UseCaseContext): CheckContext {
  return { target: mediatorTarget, http: mediator, sink, mark, cleanUp };
}
