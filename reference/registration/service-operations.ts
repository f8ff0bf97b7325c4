import { type Call, defineOperation, type Operation } from "../operation.ts";
import { notFound } from "../refusal.ts";
import type { Service } from "./catalogue.ts";
import { describeFormItem, describeService } from "./describe.ts";
import type { Registration } from "./registration.ts";
import { routesOf } from "./routes.ts";

/** The operations that show what can be applied for: everybody may. */
export function serviceOperations(registration: Registration): readonly Operation[] {
  const { catalogue } = registration;
  return [
    defineOperation({
      id: "getServiceList",
      summary: "The services that can be applied for",
      method: "GET",
      path: "/services",
      routes: routesOf("/services"),
      query: [{ name: "name" }],
      responses: { 200: "list of services or an empty array if none are available" },
      handle: ({ query }) => {
        const wanted = query.get("name")?.trim().toLowerCase() ?? "";
        const found = catalogue.services.filter(({ definition }) =>
          definition.name.toLowerCase().includes(wanted),
        );
        return { status: 200, body: found.map(describeService) };
      },
    }),
    defineOperation({
      id: "getService",
      summary: "One service",
      method: "GET",
      path: "/services/{serviceId}",
      routes: routesOf("/services/{serviceId}"),
      responses: { 200: "Service found and representation returned", 404: "service not found" },
      handle: (call) => ({ status: 200, body: describeService(requireService(registration, call)) }),
    }),
    defineOperation({
      id: "getServiceSchemaByServiceKey",
      summary: "The e-forms of a service",
      method: "GET",
      path: "/services/{serviceId}/eForms",
      routes: routesOf("/services/{serviceId}/eForms"),
      responses: {
        200: "list of eForms or an empty array if none are available",
        404: "service not found",
      },
      handle: (call) => {
        const { forms } = requireService(registration, call);
        return { status: 200, body: forms.map(describeFormItem) };
      },
    }),
    defineOperation({
      id: "getEForm",
      summary: "One e-form with its schema",
      method: "GET",
      path: "/eForms/{eFormId}",
      routes: routesOf("/eForms/{eFormId}"),
      responses: { 200: "OK", 404: "Not Found" },
      handle: ({ params }) => {
        const form = catalogue.findForm(params["eFormId"] ?? "");
        if (form === undefined) throw notFound("there is no such e-form");
        return { status: 200, body: form.definition };
      },
    }),
  ];
}

/** The service of a call's path. Refuses (404) an unknown one. */
export function requireService({ catalogue }: Registration, { params }: Call): Service {
  const service = catalogue.findService(params["serviceId"] ?? "");
  if (service === undefined) throw notFound("Service was not found");
  return service;
}
