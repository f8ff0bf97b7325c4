import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { allowedServices, changeRights, methodList } from "./access.ts";
import { APPLICATION, directoryApi, type TestMember } from "./member.ts";
import { addMember, patchMember } from "./test-members.ts";

/** What both lists of services must refuse. */
function refusedLists(operation: "listMethods" | "allowedMethods"): Statement[] {
  const id = operation === "listMethods" ? "methods" : "allowed";
  const refusal = (
    name: string,
    title: string,
    path: (made: TestMember) => string,
    caller: "consumer" | null,
  ) =>
    negative(`${id}-${name}`, title, async (context) => {
      const made = await addMember(context);
      const client = caller === null ? null : made.identifier(caller);
      expectRefused(
        await context.http.send({ path: `${path(made)}/${operation}`, client }),
        400,
        401,
        403,
        404,
      );
    });
  return [
    refusal(
      "without-caller",
      "A call that does not say who calls is refused",
      (made) => made.path("provider"),
      null,
    ),
    refusal(
      "unknown-application",
      "An application that does not exist has no services",
      (made) => made.path("none"),
      "consumer",
    ),
    refusal(
      "unknown-instance",
      "Of another instance, this one's services are not listed",
      (made) => made.path("provider").replace(`/r1/${made.instance}/`, "/r1/cs-test-none/"),
      "consumer",
    ),
  ];
}

/** Whose the services of a test member are. */
function providerOf({ instance, code }: TestMember) {
  return { instanceId: instance, memberClass: "TEST", memberCode: code, applicationCode: "provider" };
}

/** The services of an application. */
export const listMethodsChecks = checksOf("listMethods", directoryApi(`GET ${APPLICATION}/listMethods`), [
  positive(
    "methods",
    "All services of an application are listed, by whomever they may be called",
    async (context) => {
      const made = await addMember(context);
      for (const [query, wanted] of [
        [{}, ["echo", "second"]],
        [{ serviceId: "second" }, ["second"]],
      ] as const) {
        const client = made.identifier("other");
        const listed = await context.http.send({
          path: `${made.path("provider")}/listMethods`,
          query,
          client,
        });
        expectStatus(listed, 200);
        const services = expectShape(listed, methodList).member;
        expectEqual(services.map((one) => one.serviceCode).sort(), wanted, "the services", listed);
        for (const one of services) expectMatches(one, providerOf(made), "a listed service", listed);
      }
    },
  ),
  positive("methods-after-change", "A new service is listed at once", async (context) => {
    const made = await addMember(context);
    const path = `${made.path("provider")}/listMethods`;
    for (const wanted of [
      ["echo", "second"],
      ["echo", "second", "third"],
    ]) {
      const listed = await context.http.send({ path, client: made.identifier("consumer") });
      expectStatus(listed, 200);
      const codes = expectShape(listed, methodList).member.map((one) => one.serviceCode);
      expectEqual(codes.sort(), wanted, "the services", listed);
      const address = "http://service.invalid/third";
      const services = [{ id: "third", specUrl: address, serviceUrl: address }];
      const { name, code } = made;
      await patchMember(context, { name, class: "TEST", code, applications: [{ id: "provider", services }] });
    }
  }),
  ...refusedLists("listMethods"),
]);

/** The services that the caller may call. */
export const allowedMethodsChecks = checksOf(
  "allowedMethods",
  directoryApi(`GET ${APPLICATION}/allowedMethods`),
  [
    positive(
      "allowed",
      "Each application sees the services that it may call, as soon as it may",
      async (context) => {
        const made = await addMember(context);
        expectEqual(await allowedServices(context, made, "consumer"), [], "the services allowed before");
        await changeRights(context, "allow", made, "echo", ["consumer"]);
        await changeRights(context, "allow", made, "second", ["consumer", "other"]);
        expectEqual(
          await allowedServices(context, made, "consumer"),
          ["echo", "second"],
          "the services allowed",
        );
        expectEqual(
          await allowedServices(context, made, "other"),
          ["second"],
          "another application's services",
        );
        await changeRights(context, "deny", made, "echo", ["consumer"]);
        expectEqual(
          await allowedServices(context, made, "consumer"),
          ["second"],
          "the services allowed afterwards",
        );
      },
    ),
    positive("allowed-service", "One service can be asked for", async (context) => {
      const made = await addMember(context);
      await changeRights(context, "allow", made, "echo", ["consumer"]);
      await changeRights(context, "allow", made, "second", ["consumer"]);
      const path = `${made.path("provider")}/allowedMethods`;
      const listed = await context.http.send({
        path,
        query: { serviceId: "second" },
        client: made.identifier("consumer"),
      });
      expectStatus(listed, 200);
      const services = expectShape(listed, methodList).member;
      expectEqual(
        services.map((one) => one.serviceCode),
        ["second"],
        "the services",
        listed,
      );
      for (const one of services) expectMatches(one, providerOf(made), "a listed service", listed);
    }),
    positive(
      "allowed-from-configuration",
      "A right that the configuration gives counts like one given later",
      async (context) => {
        const made = await addMember(context, ({ described, name }) => ({
          ...described,
          applications: (described.applications ?? []).map((one) => ({
            ...one,
            services: (one.services ?? []).map((service) => ({
              ...service,
              rights: [{ member: name, application: "room" }],
            })),
          })),
        }));
        expectEqual(await allowedServices(context, made, "room"), ["echo", "second"], "the services allowed");
        expectEqual(await allowedServices(context, made, "consumer"), [], "another application's services");
      },
    ),
    negative("allowed-without-right", "An application without a right sees no service", async (context) => {
      const made = await addMember(context);
      await changeRights(context, "allow", made, "echo", ["consumer"]);
      expectEqual(await allowedServices(context, made, "other"), [], "the services allowed");
    }),
    ...refusedLists("allowedMethods"),
  ],
);
