import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { APPLICATION, directoryApi, readConfiguration } from "./member.ts";
import { addMember } from "./test-members.ts";

/** So many services are asked for their descriptions at most. */
const SAMPLE = 10;

const description = z.looseObject({
  openapi: z.string().regex(/^3\./),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.looseObject({}),
});

/** Reads an API description, given as JSON or YAML, and also where it comes as one JSON string. */
function readDescription(exchange: Exchange): unknown {
  const type = exchange.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  expectTrue(
    type === "application/json" || type === "text/yaml",
    `an API description was answered as ${JSON.stringify(type)}, not as application/json or text/yaml`,
    exchange,
  );
  const content = type === "application/json" ? exchange.json : exchange.text;
  const value: unknown = typeof content === "string" ? parse(content) : content;
  const parsed = description.safeParse(value);
  const first = parsed.error?.issues[0];
  expectTrue(parsed.success, `the API description, ${first?.path.join(".")}: ${first?.message}`, exchange);
  return value;
}

/** The services in the configuration, as the path and the code by which their descriptions are asked for. */
async function registeredServices(context: CheckContext) {
  const { instance, members } = await readConfiguration(context);
  return (members ?? [])
    .filter((member) => member.class !== "TEST")
    .flatMap((member) =>
      (member.applications ?? []).flatMap((application) =>
        (application.services ?? []).map((service) => ({
          path: `/r1/${instance}/${member.class}/${member.code}/${application.id}/getOpenAPI`,
          serviceCode: service.id,
        })),
      ),
    );
}

/** Where no service is registered, a test service gets the description that the mediator has of itself. */
async function givesOwnDescription(context: CheckContext): Promise<void> {
  const own = await context.http.send({ path: "/openapi.json" });
  if (!description.safeParse(own.json).success)
    throw new NotApplicable("no service is registered at the mediator, and it has no description of itself");
  const serviceUrl = await placeDescription(context, own.text);
  const services = [{ id: "echo", specUrl: `${serviceUrl}/openapi.json`, serviceUrl }];
  const made = await addMember(context, ({ described }) => ({
    ...described,
    applications: [{ id: "provider", services }],
  }));
  const path = `${made.path("provider")}/getOpenAPI`;
  const given = await context.http.send({
    path,
    query: { serviceCode: "echo" },
    client: made.identifier("provider"),
  });
  expectStatus(given, 200);
  const same = isDeepStrictEqual(readDescription(given), own.json);
  expectTrue(same, "the description differs from the service's own", given);
}

/** The sink, which gives the description: a mediator in a cluster does not reach itself as the checks reach it. */
async function placeDescription({ sink, mark, target }: CheckContext, text: string): Promise<string> {
  if (sink === undefined) return target.url;
  await sink.answerWith(mark, [{ status: 200, content: { type: "application/json", text } }]);
  return sink.urlFor(mark);
}

async function givesDescriptions(context: CheckContext): Promise<void> {
  const services = await registeredServices(context);
  if (services.length === 0) return givesOwnDescription(context);
  for (const { path, serviceCode } of services.slice(0, SAMPLE)) {
    const given = await context.http.send({ path, query: { serviceCode } });
    expectStatus(given, 200);
    readDescription(given);
  }
}

/** The description of a service. */
export const getOpenApiChecks = checksOf("getOpenAPI", directoryApi(`GET ${APPLICATION}/getOpenAPI`), [
  positive("description", "The description of a registered service is given", givesDescriptions),
  negative("description-of-none", "Which service is meant must be said", async (context) => {
    const made = await addMember(context);
    const path = `${made.path("provider")}/getOpenAPI`;
    expectRefused(await context.http.send({ path, client: made.identifier("consumer") }), 400);
  }),
  negative("description-of-unknown", "A service that does not exist has no description", async (context) => {
    const made = await addMember(context);
    const path = `${made.path("provider")}/getOpenAPI`;
    const query = { serviceCode: "none" };
    expectRefused(await context.http.send({ path, query, client: made.identifier("consumer") }), 400, 404);
  }),
  negative("description-without-caller", "A call that does not say who calls is refused", async (context) => {
    const made = await addMember(context);
    const path = `${made.path("provider")}/getOpenAPI`;
    const query = { serviceCode: "echo" };
    expectRefused(await context.http.send({ path, query, client: null }), 400, 401, 403);
  }),
]);
