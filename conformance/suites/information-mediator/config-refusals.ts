import { isDeepStrictEqual } from "node:util";
import { expectEqual, expectRefused } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { describeMember, readConfiguration, replaceConfiguration, type TestMember } from "./member.ts";

type Request = Omit<HttpRequest, "path" | "method">;

/** What each way of writing the configuration must refuse, each time leaving it as it was. */
export function refusedConfigurations(prefix: string, method: "POST" | "PATCH" | "PUT"): Statement[] {
  const refusal = (
    id: string,
    title: string,
    requests: (made: TestMember, domain: string) => readonly Request[],
  ) =>
    negative(`${prefix}-${id}`, title, async (context) => {
      const before = await readConfiguration(context);
      // A server that takes what it must refuse would otherwise stay without its members.
      context.cleanUp(async () => {
        const after = await readConfiguration(context);
        if (!isDeepStrictEqual(after, before)) await replaceConfiguration(context, before);
      });
      const made = describeMember(context, before.instance);
      for (const request of requests(made, before.domain))
        expectRefused(await context.http.send({ method, path: "/api/v1/config", ...request }), 400);
      expectEqual(await readConfiguration(context), before, "the configuration after the refusal");
    });
  const headers = { "Content-Type": "application/json" };
  return [
    refusal("malformed", "Missing, cut off or wrongly shaped content is refused", (made, domain) => [
      { headers },
      {
        headers,
        text: JSON.stringify({ domain, instance: made.instance, members: [made.described] }).slice(0, -3),
      },
      { json: { domain, instance: made.instance, members: "everybody" } },
      { json: [made.described] },
    ]),
    refusal(
      "incomplete",
      "An instance, a member or a service without what it needs is refused",
      (made, domain) => {
        const { instance, name, described } = made;
        const applications = [
          { id: "provider", services: [{ id: "echo", specUrl: "http://service.invalid/" }] },
        ];
        return [
          { json: { domain, members: [described] } },
          { json: { domain, instance, members: [{ name, class: "TEST" }] } },
          { json: { domain, instance, members: [{ ...described, applications }] } },
        ];
      },
    ),
  ];
}
