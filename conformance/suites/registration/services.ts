import { NotApplicable } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  chooseService,
  listServices,
  NOTHING,
  namedService,
  registrationApi,
  setScene,
  submit,
} from "./scene.ts";
import { form, formIoForm, formItems, service as serviceShape } from "./shapes.ts";

const READ = { effect: "read" } as const;

/** The list of services. */
export const serviceListChecks = checksOf(
  "getServiceList",
  registrationApi("GET /services"),
  [
    positive("services", "Everybody can see what can be applied for, each service once", async (context) => {
      const listed = await listServices(context);
      expectEqual(
        new Set(listed.map(({ id }) => id)).size,
        listed.length,
        "the number of different services",
      );
      const named = await namedService(context);
      if (named === undefined) return;
      const item = listed.find(({ id }) => id === named.id);
      expectTrue(item !== undefined, "the list lacks a service that is there");
      expectMatches(item, named, "the listed service");
    }),
    positive("services-by-name", "A service is found by its name", async (context) => {
      const wanted = await chooseService(context);
      const found = await listServices(context, wanted.name);
      expectTrue(
        found.some(({ id }) => id === wanted.id),
        "the service is not found by its whole name",
      );
    }),
    negative("services-unknown-name", "A name that no service has finds none", async (context) => {
      expectEqual(await listServices(context, context.mark), [], "the list of services");
    }),
  ],
  READ,
);

/** One service. */
export const serviceChecks = checksOf(
  "getService",
  registrationApi("GET /services/{serviceId}"),
  [
    positive("service", "A service can be read, as the list describes it", async (context) => {
      const listed = await chooseService(context);
      const known = (await listServices(context)).find(({ id }) => id === listed.id);
      const read = await context.http.send({ path: `/services/${listed.id}` });
      expectStatus(read, 200);
      expectMatches(expectShape(read, serviceShape), known ?? listed, "the service", read);
    }),
    negative("service-unknown", "A service that does not exist is not found", async (context) => {
      expectRefused(await context.http.send({ path: `/services/${NOTHING}` }), 404);
    }),
  ],
  READ,
);

const FORMS = registrationApi("GET /services/{serviceId}/eForms");
const FORM = registrationApi("GET /eForms/{eFormId}");

/** The forms of a service. */
export const formListChecks = [
  ...checksOf(
    "getServiceSchemaByServiceKey",
    FORMS,
    [
      positive("forms", "A service lists its e-forms, each once and as it is", async (context) => {
        const { service } = await setScene(context);
        const listed = await context.http.send({ path: `/services/${service.id}/eForms` });
        expectStatus(listed, 200);
        const items = expectShape(listed, formItems);
        const different = new Set(items.map(({ eFormId }) => eFormId)).size;
        expectEqual(different, items.length, "the number of different forms", listed);
        for (const item of items) {
          const read = await context.http.send({ path: `/eForms/${encodeURIComponent(item.eFormId)}` });
          expectStatus(read, 200);
          const { schema: _, ...rest } = expectShape(read, form);
          expectMatches(rest, item, "the form", read);
          expectMatches(item, rest, "the listed form", listed);
        }
      }),
      negative("forms-unknown-service", "A service that does not exist has no e-forms", async (context) => {
        const asked = await context.http.send({ path: `/services/${NOTHING}/eForms` });
        if (asked.status === 200) expectEqual(expectShape(asked, formItems), [], "the list of forms", asked);
        else expectRefused(asked, 404);
      }),
    ],
    READ,
  ),
  ...checksOf("getServiceSchemaByServiceKey", FORMS, [
    positive("forms-usable", "With a form that a service lists, one can apply for it", async (context) => {
      const scene = await setScene(context);
      const { applicationData } = await submit(context, scene);
      expectEqual(applicationData.formData?.eFormId, scene.eFormId, "the form of the application");
    }),
  ]),
];

/** One form. */
export const formChecks = [
  ...checksOf(
    "getEForm",
    FORM,
    [
      positive("form", "An e-form can be read, with the fields that are to be filled in", async (context) => {
        const { service, eFormId, filled } = await setScene(context);
        const listed = await context.http.send({ path: `/services/${service.id}/eForms` });
        const item = expectShape(listed, formItems).find((one) => one.eFormId === eFormId);
        const read = await context.http.send({ path: `/eForms/${encodeURIComponent(eFormId)}` });
        expectStatus(read, 200);
        expectMatches(expectShape(read, form), item ?? {}, "the form", read);
        expectTrue(
          Object.keys(filled.answers).length > 0,
          "the form has no field that could be filled in",
          read,
        );
      }),
      positive(
        "form-readable",
        "The fields of a form of form.io can be shown, each once",
        async (context) => {
          const { eFormId } = await setScene(context);
          const read = await context.http.send({ path: `/eForms/${encodeURIComponent(eFormId)}` });
          expectStatus(read, 200);
          const { schema } = expectShape(read, form);
          if (schema["components"] === undefined) throw new NotApplicable("the form is none of form.io");
          const { schema: known } = expectShape(read, formIoForm);
          const keys = known.components.flatMap(({ key }) => key ?? []);
          expectEqual(new Set(keys).size, keys.length, "the number of different keys", read);
        },
        { level: "OPTIONAL" },
      ),
      negative("form-unknown", "An e-form that does not exist is not found", async (context) => {
        expectRefused(await context.http.send({ path: `/eForms/${NOTHING}` }), 404);
      }),
    ],
    READ,
  ),
  ...checksOf("getEForm", FORM, [
    positive(
      "form-says-what-is-required",
      "What an e-form does not require may be left out",
      async (context) => {
        const scene = await setScene(context);
        const data = scene.filled.least;
        const { applicationData } = await submit(context, scene, {
          formData: { data, eFormId: scene.eFormId },
        });
        expectEqual(applicationData.formData?.data, data, "the answers of the application");
      },
    ),
  ]),
];
