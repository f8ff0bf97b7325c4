import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Check, type Story, type Target, Unmet, type UseCase } from "../check.ts";
import type { Report } from "../result.ts";
import { runChecks } from "../runner.ts";
import { buildReport } from "../verdict.ts";
import { renderConsole } from "./console.ts";
import { renderCucumber } from "./cucumber.ts";
import { renderHtml } from "./html.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { readPacked } from "./read-packed.ts";
import { sampleReport } from "./sample-report.ts";

const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJuYW1lIjoiV2FuamlydSJ9.cGxhbnRlZHNpZ25hdHVyZQ";

/** Nothing of this may stand in any report. */
const PLANTED = {
  bearer: "planted-bearer-7351",
  apiKey: "plantedapikey99",
  cookie: "plantedcookie42",
  password: "Planted!Passw0rd",
  secretInQuery: "plantedquerysecret",
  pin: "739184",
  otp: "550913",
  jwt: JWT,
  firstName: "Wanjiru",
  lastName: "Plantedson",
  fullName: "Akosua Plantedova",
  birthDate: "1987-06-05",
  phone: "+254712345678",
  email: "wanjiru@planted.example",
  street: "14 Planted Lane",
  personId: "PID-90817",
  headId: "HEAD-55121",
  user: "planteduser",
};

const answer = {
  head: { id: PLANTED.headId, name: PLANTED.fullName },
  members: [
    {
      firstName: PLANTED.firstName,
      lastName: PLANTED.lastName,
      birthDate: PLANTED.birthDate,
      contacts: [{ phone: PLANTED.phone }, { email: PLANTED.email }],
      address: { street: PLANTED.street },
      personId: PLANTED.personId,
    },
  ],
  session: { access_token: PLANTED.jwt, nested: { otp: Number(PLANTED.otp) } },
  message: `found ${PLANTED.firstName} ${PLANTED.lastName}`,
  householdId: "H-1001",
};

const server = createServer((request, response) => {
  response.setHeader("set-cookie", `sid=${PLANTED.cookie}; HttpOnly`);
  response.setHeader("x-person", `${PLANTED.email}, ${PLANTED.personId}`);
  if (request.url?.endsWith("broken")) response.end(JSON.stringify(answer).slice(0, -20));
  else response.end(JSON.stringify(answer));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const run: Check["run"] = async ({ http, mark, cleanUp }) => {
  cleanUp(async () => {
    throw new Error(`could not delete ${PLANTED.personId} of ${PLANTED.lastName}`);
  });
  await http.send({ path: "/broken" });
  const exchange = await http.send({
    method: "POST",
    path: `/persons/${PLANTED.personId}`,
    query: { api_key: PLANTED.secretInQuery, phone: PLANTED.phone, page: 1 },
    headers: { authorization: `Bearer ${PLANTED.bearer}`, "x-api-key": PLANTED.apiKey },
    json: {
      pin: PLANTED.pin,
      credentials: [{ user: PLANTED.user, password: PLANTED.password }],
      firstName: mark,
    },
  });
  throw new Unmet(
    `expected none, got ${PLANTED.fullName} born ${PLANTED.birthDate}, pin ${PLANTED.pin}: ${exchange.text}`,
    exchange,
  );
};

async function makeReport(): Promise<Report> {
  const target = {
    part: "social",
    block: "digital-registries",
    product: "p",
    url,
    headers: {},
    client: "c",
  } as const;
  const words = { title: "t", section: "s", level: "REQUIRED", effect: "read", kind: "positive" } as const;
  const checks: Check[] = [{ id: "unmet", operation: "o", ...words, run }];
  const story: Story = {
    id: "main",
    title: "t",
    kind: "positive",
    run: ({ step, direct }) =>
      step("a", "A step", async () => {
        const { text } = await direct("registry").send({ path: "/" });
        throw new Error(`no rule for ${PLANTED.lastName}: ${text}`);
      }),
  };
  const useCase: UseCase = {
    id: "u",
    title: "t",
    story: "s",
    roles: [],
    calls: [],
    load: async () => ({ default: [story] }),
  };
  const roles: Record<string, Target> = { registry: target };
  const outcome = await runChecks({
    targets: [
      { ...target, url: url.replace("//", `//${PLANTED.user}:${PLANTED.password.replace("!", "")}@`) },
      target,
    ],
    suites: {
      "digital-registries": async () => ({ block: "digital-registries", specification: "1", checks }),
    },
    useCases: [{ useCase, roles, servicePath: {}, mediator: target }],
    allowWrites: true,
  });
  return buildReport({ ...sampleReport("failed"), notes: [`write to ${PLANTED.email}`] }, outcome);
}

/** The same as if all had passed, so that a page packs what was sent. */
function asPassed(report: Report): Report {
  const status = "passed" as const;
  const parts = report.parts.map((part) => {
    return { ...part, results: part.results.map((result) => ({ ...result, status })) };
  });
  return { ...report, parts };
}

describe("planted secrets and data of persons", async () => {
  const rendered = new Map<string, string>();
  beforeAll(async () => {
    const report = await makeReport();
    rendered.set("console", renderConsole(report, { colours: false }));
    rendered.set("json", renderJson(report));
    rendered.set("junit", renderJunit(report));
    rendered.set("html", renderHtml(report));
    rendered.set("packed", JSON.stringify(readPacked(renderHtml(asPassed(report)))));
    rendered.set("messages", renderCucumber(report));
    rendered.set("report", JSON.stringify(report));
  });

  it.each(["console", "json", "junit", "html", "packed", "messages", "report"])("are in no %s", (format) => {
    const text = rendered.get(format)?.toLowerCase() ?? "";
    expect(text.length).toBeGreaterThan(100);
    for (const [what, value] of Object.entries(PLANTED)) {
      for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) {
        expect(text.includes(form.toLowerCase()), what).toBe(false);
      }
    }
  });

  it("leave what is needed to find the fault", () => {
    const json = rendered.get("json") ?? "";
    expect(json).toMatch(/cs-test-[0-9a-f]{12}/);
    for (const word of ["H-1001", "firstName", "access_token", "householdId", "page=1", "•••(≤8)"]) {
      expect(json).toContain(word);
    }
  });
});
