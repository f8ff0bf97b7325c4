import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../../../test/run-cli.ts";
import { runBootstrap } from "../../run-bootstrap.ts";
import { type ExampleHub, startExampleHub } from "./adapter/example-hub.ts";
import { type FakeHub, startFakeHub } from "./bootstrap/fake-hub.ts";
import { openHub } from "./bootstrap/hub-api.ts";
import { planSteps } from "./bootstrap/program.ts";
import { isKnownCurrency } from "./currencies.ts";

// Upstream's own descriptions, which are not part of this repository.
const FOLDER = join(ROOT, "../shared/products/mojaloop");
const FILES: Readonly<Record<string, string>> = {
  ledger: "central-ledger-19.5.5.swagger.json",
  lookup: "account-lookup-service-17.15.2.api.yaml",
  lookupAdmin: "account-lookup-service-17.15.2.admin.yaml",
  oracle: "als-msisdn-oracle-0.0.21.api.yaml",
  quotes: "quoting-service-17.14.3.api.yaml",
  transfers: "ml-api-adapter-16.8.2.api.yaml",
};

interface Request {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Described {
  readonly parameters?: readonly { name?: string; in?: string; $ref?: string; schema?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
}

type Description = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};

/** Where central-ledger means `0, or what the constraint says`, its description has `enum: [0]` beside it. */
const read = (service: string): Description =>
  JSON.parse(
    JSON.stringify(parse(readFileSync(join(FOLDER, FILES[service] ?? ""), "utf8")), (_, value: unknown) => {
      if (typeof value !== "object" || value === null || !("x-constraint" in value)) return value;
      return { ...value, enum: undefined };
    }),
  ) as Description;

/** Why a request is none that its service describes; undefined where it is one. */
function trouble(description: Description, { method, path, body }: Request): string | undefined {
  const [bare = "", query = ""] = path.split("?");
  const templates = Object.keys(description.paths).filter((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(bare),
  );
  const template = templates.find((each) => !each.includes("{")) ?? templates[0];
  const operation = description.paths[template ?? ""]?.[method.toLowerCase()];
  if (operation === undefined) return "is not described";
  const known = [
    ...(operation.parameters ?? []),
    ...((description.paths[template ?? ""]?.["parameters"] ?? []) as NonNullable<Described["parameters"]>),
  ].map((each) => each.name ?? each.$ref?.split("/").at(-1));
  const unknown = [...new URLSearchParams(query).keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) return `has no parameter ${unknown[0]}`;
  const inBody = operation.parameters?.find((each) => each.in === "body")?.schema;
  const schema = inBody ?? Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return body === undefined || isEmpty(body) ? undefined : "takes no body";
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile({ ...description, paths: undefined, ...(schema as object) });
  return validate(body) ? undefined : ajv.errorsText(validate.errors);
}

const isEmpty = (body: unknown) => Object.keys(body as object).length === 0;

describe.skipIf(!existsSync(FOLDER))("upstream's descriptions of its APIs", () => {
  let hub: FakeHub;
  let country: ExampleHub;
  const requests: Request[] = [];

  beforeAll(async () => {
    hub = await startFakeHub();
    hub.state.oracles.push({ oracleId: "1", oracleIdType: "MSISDN", endpoint: { value: "http://old:3000" } });
    const dfsp = { name: "payeefsp", url: "http://sim:8444/payeefsp", netDebitCap: 1000 };
    const setup = {
      currency: "USD",
      hub: hub.addresses,
      dfsps: [{ ...dfsp, funds: 5000, parties: ["27713803912"] }],
    };
    const stop = new AbortController().signal;
    expect(
      await runBootstrap(planSteps(setup, openHub(hub.addresses), 1), { stop, tell: () => {}, pause: 1 }),
    ).toBe(0);
    country = await startExampleHub();
    const pay = (msisdn: string, correlation: string) =>
      country.send(
        "POST",
        "/batchtransactions?type=raw",
        [
          {
            requestId: "t1",
            creditParty: [{ key: "MSISDN", value: msisdn }],
            debitParty: [{ key: "ACCOUNTID", value: "treasury" }],
            paymentMode: "MOJALOOP",
            amount: 1.5,
            currency: "XTS",
            descriptionText: "grant",
          },
        ],
        {
          "platform-tenantid": "social",
          "x-correlationid": correlation,
          "x-callback-url": country.callbackUrl,
        },
      );
    await pay("27000000001", "c1");
    await pay("27999999999", "c2");
    await vi.waitUntil(() => country.results.length === 2, { timeout: 10_000 });
    const id = [...country.hub.transfers.keys()][0];
    await fetch(`${country.hub.addresses.transfers}/transfers/${id}`, {
      headers: { "fspiop-source": "govpayer" },
    });
    requests.push(...hub.requests, ...country.hub.seen);
  });

  afterAll(async () => {
    await hub.close();
    await country.close();
  });

  test("have every request that the bootstrap, the adapter and the simulated institutions make", () => {
    const described = new Map(Object.keys(FILES).map((service) => [service, read(service)]));
    const wrong = requests.flatMap((request) => {
      const description = described.get(request.service);
      const reason = description === undefined ? "has no description" : trouble(description, request);
      return reason === undefined ? [] : [`${request.service} ${request.method} ${request.path}: ${reason}`];
    });
    expect(wrong).toEqual([]);
    expect(new Set(requests.map(({ service, method }) => `${service} ${method}`)).size).toBeGreaterThan(10);
  });

  test("would notice one that they do not have", () => {
    const transfers = read("transfers");
    const post = { service: "transfers", method: "POST", path: "/transfers" };
    expect(trouble(transfers, { ...post, body: { transferId: "x" } })).toContain(
      "must have required property",
    );
    expect(trouble(transfers, { ...post, path: "/transfer" })).toBe("is not described");
    expect(trouble(read("lookupAdmin"), { service: "", method: "GET", path: "/oracles?kind=MSISDN" })).toBe(
      "has no parameter kind",
    );
  });

  test("know the same currencies as we say they do", () => {
    for (const service of ["transfers", "lookup", "lookupAdmin", "quotes", "oracle"]) {
      const { schemas } = read(service)["components"] as { schemas: { Currency: { enum: string[] } } };
      expect(
        schemas.Currency.enum.filter((code) => !isKnownCurrency(code)),
        service,
      ).toEqual([]);
      expect(schemas.Currency.enum, service).toHaveLength(164);
    }
  });
});
