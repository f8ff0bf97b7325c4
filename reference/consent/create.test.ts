import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createConsent } from "./create.ts";
import { as, exampleAgreement, POLICY, startConsent, testConfig } from "./started-consent.ts";
import { verifyChain } from "./verify-chain.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "consent-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a token for the management is asked for where policies, agreements, webhooks and audit are, and nowhere else", async () => {
  const managementTokenFile = join(folder, "token");
  writeFileSync(managementTokenFile, "Zx8mKq2Wv7Lp4Rt9Yb3N");
  const server = startConsent({ managementTokenFile });
  const statusOf = async (path: string, headers = {}) =>
    (await server.ask("GET", path, undefined, headers)).status;
  for (const path of [
    "/config/policies/",
    "/config/webhooks/",
    "/config/individuals/",
    "/audit/consent-records/",
  ]) {
    expect(await statusOf(path)).toBe(401);
    expect(await statusOf(path, { authorization: "Bearer wrong" })).toBe(401);
    expect(await statusOf(path, { authorization: "Bearer Zx8mKq2Wv7Lp4Rt9Yb3N" })).toBe(200);
  }
  expect(await statusOf("/service/verification/consent-records/")).toBe(200);
  await server.close();
});

test.each([
  [
    "a host of webhooks without a port",
    { webhookHosts: [{ host: "a.example" }] },
    /^settings\.webhookHosts\.0\.port/,
  ],
  ["a pause that is none", { retryBaseMs: 0 }, /^settings\.retryBaseMs/],
])("settings with %s stop the start", (_, settings, sentence) => {
  const start = () => createConsent(testConfig({ settings: settings as never }), folder);
  expect(start).toThrow(TypeError);
  expect(start).toThrow(sentence);
});

describe("a seed", () => {
  const seed = {
    policies: [{ ...POLICY, id: "privacy" }],
    dataAgreements: [exampleAgreement({ id: "benefits", policy: { id: "privacy" } })],
    individuals: [{ id: "amra", externalId: "XU-1001", externalIdType: "national id" }],
    consentRecords: [{ individualId: "amra", dataAgreementId: "benefits", optIn: false }],
  };

  test("fills an empty store, once", async () => {
    for (const _ of ["first", "again"]) {
      const server = startConsent({ seed }, folder);
      const { consentRecords } = await server.must("GET", "/audit/consent-records/");
      expect(consentRecords).toMatchObject([{ optIn: false, individual: seed.individuals[0] }]);
      await server.close();
    }
  });

  test.each([
    ["an unknown key", { ...seed, webhooks: [] }, /^seed: /],
    ["a policy without an id", { policies: [POLICY] }, /^seed\.policies\.0/],
    ["an agreement under no policy", { ...seed, policies: [] }, /^seed\.dataAgreements\.0: policy: /],
    [
      "the consent of nobody",
      { ...seed, individuals: [] },
      /^seed\.consentRecords\.0: there is no Individual/,
    ],
  ])("with %s stops the start", (_, wrong, sentence) => {
    const start = () => createConsent(testConfig({ seed: wrong }), ":memory:");
    expect(start).toThrow(TypeError);
    expect(start).toThrow(sentence);
  });
});

describe("the chain of all Revisions", () => {
  const file = () => join(folder, "consent.sqlite");
  beforeEach(async () => {
    const server = startConsent({}, folder);
    const amra = await server.individual("amra");
    await server.consent(amra, await server.agreement({ id: "kept" }));
    await server.consent(amra, await server.agreement({ id: "gone", forgettable: true }));
    await server.ask("DELETE", "/service/individual/record/", undefined, as(amra));
    await server.must("DELETE", "/config/data-agreement/gone/");
    await server.close();
  });

  test("holds, also where somebody was forgotten, of whom nothing is left", () => {
    expect(verifyChain(file())).toEqual({ ok: true, entries: 6 });
    const db = new DatabaseSync(file());
    const rows = db.prepare("SELECT * FROM revision WHERE kind = 'ConsentRecord' AND snapshot IS NULL").all();
    db.close();
    expect(rows).toMatchObject([{ object: null, individual: null, other: null }]);
  });

  test.each([
    [
      "a snapshot is changed",
      "UPDATE revision SET snapshot = replace(snapshot, 'benefits', 'sports') WHERE number = 2",
    ],
    ["a Revision is removed", "PRAGMA foreign_keys = OFF; DELETE FROM revision WHERE number = 1"],
    ["a predecessor is changed", "UPDATE revision SET predecessor_hash = 'x' WHERE number = 6"],
    ["a snapshot is erased with its object left", "UPDATE revision SET snapshot = NULL WHERE number = 2"],
    ["a withdrawal is made up", "UPDATE record SET opt_in = 0"],
    ["an object is changed behind its Revisions", "UPDATE object SET content = '{}' WHERE id = 'kept'"],
  ])("does not hold where %s", (_, sql) => {
    const db = new DatabaseSync(file());
    db.exec(sql);
    db.close();
    expect(verifyChain(file()).ok).toBe(false);
  });
});

test("the log says who did what, and nothing of what was said", async () => {
  const server = startConsent({}, folder);
  const client = { "X-GovStack-Client": "XU/GOV/70001/desk" };
  const individual = { externalId: "XU-1001", externalIdType: "national id" };
  await server.must("POST", "/service/individual/", { individual }, client);
  const webhook = {
    ...{ payloadUrl: "http://127.0.0.1:9/", contentType: "application/json" },
    ...{ disabled: true, secretKey: "s3cret-of-hook" },
  };
  await server.must("POST", "/config/webhook/", { webhook }, client);
  await server.ask("GET", "/config/policy/none/", undefined, client);
  await server.ask("GET", "/service/individuals/", undefined, client);
  await server.close();
  const db = new DatabaseSync(join(folder, "consent.sqlite"));
  const lines = db.prepare("SELECT client, operation, outcome FROM audit ORDER BY id").all();
  const all = JSON.stringify(db.prepare("SELECT * FROM audit").all());
  const revisions = JSON.stringify(db.prepare("SELECT snapshot FROM revision").all());
  db.close();
  expect(lines.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    "serviceIndividualCreate 200",
    "configWebhookCreate 200",
    "configPolicyRead 400",
    "serviceIndividualList 200",
  ]);
  expect(new Set(lines.map((line) => line["client"]))).toEqual(new Set(["XU/GOV/70001/desk"]));
  expect(all).not.toMatch(/XU-1001|s3cret/);
  expect(revisions).not.toContain("s3cret");
});

test("Utopia's seed is taken", async () => {
  const text = readFileSync(new URL("../../profiles/countries/utopia/consent.json", import.meta.url), "utf8");
  const server = startConsent({ seed: JSON.parse(text) });
  const { consentRecords } = await server.must("GET", "/service/verification/consent-records/");
  expect(consentRecords.length).toBeGreaterThan(2);
  await server.close();
});
