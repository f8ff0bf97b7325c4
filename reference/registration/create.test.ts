import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createRegistration } from "./create.ts";
import { exampleSeed, OFFICE, SERVICE, startRegistration, testConfig } from "./started-registration.ts";

const screens = [{ name: "S", roleId: "r", roleName: "R" }];
const service = { id: SERVICE, name: "A", screens };
const form = (eFormId: string, key = "a") => ({
  ...{
    eFormId,
    name: "F",
    schema: { components: [{ type: "textfield", key, validate: { required: true } }] },
  },
});
const application = { serviceId: SERVICE, applicantId: "a", registered: "2026-01-01T00:00:00Z" };

describe("the seed", () => {
  test.each([
    ["a list", [], "seed: "],
    ["a service without screens", { services: [{ ...service, screens: [] }] }, "seed.services.0.screens: "],
    ["an id that is none", { services: [{ ...service, id: "5" }] }, "seed.services.0.id: "],
    ["a service twice", { services: [service, service] }, "seed.services: "],
    ["a form twice", { services: [{ ...service, eForms: [form("f"), form("f")] }] }, "f is there twice"],
    [
      "a form that is none",
      { services: [{ ...service, eForms: [{ ...form("f"), schema: {} }] }] },
      "seed.services.0.eForms.0.schema.components",
    ],
    [
      "a screen with a form that is not there",
      { services: [{ ...service, screens: [{ ...screens[0], eFormId: "f" }] }] },
      "seed.services.0.screens.0: there is no eForm f",
    ],
    [
      "a screen's form with a field for the decision",
      {
        services: [{ ...service, eForms: [form("f", "status")], screens: [{ ...screens[0], eFormId: "f" }] }],
      },
      "has no field status",
    ],
    ["an operator twice", { operators: [1, 2].map(() => ({ id: "o", name: "O" })) }, "seed.operators: "],
    [
      "an application for nothing",
      { applications: [application] },
      "seed.applications.0: there is no service",
    ],
    [
      "an application that does not fit",
      { services: [{ ...service, eForms: [form("f")] }], applications: [application] },
      "seed.applications.0: data.a: is required",
    ],
    [
      "a decision too many",
      {
        services: [service],
        applications: [
          {
            ...application,
            decisions: [1, 2].map(() => ({ at: application.registered, status: "REJECTED" })),
          },
        ],
      },
      "seed.applications.0: it has ended",
    ],
  ])("of %s is refused by its place", (_, seed, place) => {
    const start = () => createRegistration(testConfig({ seed }), ":memory:");
    expect(start).toThrow(TypeError);
    expect(start).toThrow(place);
  });

  test("of Utopia is taken, and its numbers are those of its history", async () => {
    const file = new URL("../../profiles/countries/utopia/registration.json", import.meta.url);
    const seed = JSON.parse(readFileSync(file, "utf8"));
    const server = startRegistration({ seed });
    const { body } = await server.send("GET", "/applications");
    expect(body.map((one: { fileId: string }) => one.fileId)).toEqual(
      seed.applications.map((one: { fileId: string }) => one.fileId),
    );
    const [tally] = (await server.send("GET", "/data/statistics")).body;
    expect(tally).toMatchObject({ processed: 4, approved: 2, sentBack: 1, rejected: 1 });
    await server.close();
  });

  test("is the service of the specification's examples where there is none, in development", async () => {
    const development = startRegistration({ seed: undefined });
    expect((await development.send("GET", "/services")).body[0].id).toBe(
      "f7d33db0-2809-484e-a780-76b7ccd4ecbf",
    );
    const production = startRegistration({ seed: undefined, environment: "production" });
    expect((await production.send("GET", "/services")).body).toEqual([]);
    expect((await production.send("GET", "/development/holdings")).status).toBe(404);
    await Promise.all([development.close(), production.close()]);
  });
});

test("the settings are refused where an operators' application is none", () => {
  const start = () => createRegistration(testConfig({ settings: { operators: ["office"] } }), ":memory:");
  expect(start).toThrow(/^settings\.operators\.0: /);
});

test("outside development nobody is an operator who is not named", async () => {
  const server = startRegistration({ environment: "production" });
  const fileId = await server.submit();
  expect((await server.send("PUT", `/applications/${fileId}`, { applicantId: "XU-1001" })).status).toBe(403);
  await server.close();
});

test("what was stored stays after a restart, with the definitions that it was made with", async () => {
  const folder = mkdtempSync(join(tmpdir(), "registration-"));
  try {
    const server = startRegistration({}, folder);
    const fileId = await server.submit();
    const { url } = (await server.upload("a plan")).body;
    const before = (await server.send("GET", `/applications/${fileId}`)).text;
    await server.close();
    const again = startRegistration({ seed: exampleSeed({ services: [] }) }, folder);
    expect((await again.send("GET", `/applications/${fileId}`)).text).toBe(before);
    expect((await again.send("GET", url)).text).toBe("a plan");
    await again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the log holds changes, looks and refusals, and nothing of the people", async () => {
  const folder = mkdtempSync(join(tmpdir(), "registration-"));
  try {
    const server = startRegistration({}, folder);
    const correlation = { "X-Correlation-ID": "corr-1" };
    const body = { applicantId: "SECRET-1", formData: { data: { name: "SECRET-2" } } };
    const path = `/services/${SERVICE}/applications`;
    const { fileId } = (await server.send("POST", path, body, correlation)).body;
    await server.send("GET", `/applications/${fileId}`);
    await server.send("GET", "/applications/SECRET-3");
    await server.complete(fileId, { status: "REJECTED", remark: "SECRET-4" });
    await server.send("GET", "/services");
    await server.close();
    const db = new DatabaseSync(join(folder, "registration.sqlite"));
    const rows = db.prepare("SELECT * FROM audit ORDER BY id").all();
    db.close();
    expect(rows.map((row) => `${row["operation"]} ${row["status"]} ${row["client"]}`)).toEqual([
      `submitApplication 200 ${OFFICE}`,
      `getApplicationFileById 200 ${OFFICE}`,
      `getApplicationFileById 404 ${OFFICE}`,
      `completeTaskById 200 ${OFFICE}`,
    ]);
    expect(rows[0]).toMatchObject({ correlationId: "corr-1", subject: fileId });
    expect(JSON.stringify(rows)).not.toContain("SECRET");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
