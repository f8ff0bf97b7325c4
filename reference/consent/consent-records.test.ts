import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { as, type StartedConsent, startConsent } from "./started-consent.ts";

let server: StartedConsent;
beforeEach(() => {
  server = startConsent();
});
afterEach(() => server.close());

const RECORD = "/service/individual/record/consent-record/";
const update = (record: { id: string }, individual: string, changes: object) =>
  server.ask("PUT", `${RECORD}${record.id}/`, { consentRecord: changes }, as(individual));

describe("a consent", () => {
  test("points to the current Revision of its agreement, and is given once", async () => {
    const agreement = await server.agreement();
    const amra = await server.individual("amra");
    const first = await server.consent(amra, agreement);
    const { revision } = await server.must("GET", `/service/data-agreement/${agreement}/`);
    expect(first).toMatchObject({ optIn: true, state: "unsigned", individual: { id: "amra" } });
    expect(first.dataAgreementRevisionHash).toBe(revision.serializedHash);
    expect((await server.consent(amra, agreement)).id).toBe(first.id);
  });

  test("is withdrawn by its person, and a late repetition of the first call does not give it again", async () => {
    const agreement = await server.agreement();
    const amra = await server.individual();
    const record = await server.consent(amra, agreement);
    expect((await update(record, await server.individual(), { optIn: false })).status).toBe(400);
    expect((await update(record, amra, { optIn: false })).body.consentRecord.optIn).toBe(false);
    const path = `/service/individual/record/data-agreement/${agreement}/?individualId=${amra}`;
    expect((await server.ask("POST", path)).status).toBe(400);
    const { consentRecord } = await server.must("GET", `/service/verification/consent-record/${record.id}/`);
    expect(consentRecord.optIn).toBe(false);
    expect((await update(record, amra, { optIn: true })).body.consentRecord.optIn).toBe(true);
  });

  test("chains its Revisions, and the same word again adds none", async () => {
    const amra = await server.individual();
    const record = await server.consent(amra, await server.agreement());
    const withdrawn = (await update(record, amra, { optIn: false })).body.revision;
    const again = (await update(record, amra, { optIn: false })).body.revision;
    expect(again).toEqual(withdrawn);
    expect(withdrawn.predecessorHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(withdrawn.serializedSnapshot)).toMatchObject({
      schemaName: "ConsentRecord",
      objectId: record.id,
      objectData: { optIn: false },
      authorizedByIndividual: { id: amra },
    });
  });

  test.each([
    ["another agreement", { dataAgreement: { id: "other" } }],
    ["another hash", { dataAgreementRevisionHash: "0" }],
    ["another person", { individual: { id: "other" } }],
    ["another id", { id: "other" }],
  ])("does not get %s by an update", async (_, changes) => {
    const amra = await server.individual();
    const record = await server.consent(amra, await server.agreement());
    expect((await update(record, amra, { optIn: false, ...changes })).status).toBe(400);
    expect((await update(record, amra, { state: "signed" })).body.consentRecord.state).toBe("unsigned");
  });

  test("to a new Revision of an agreement is another one, and the unambiguous one", async () => {
    const agreement = await server.agreement();
    const amra = await server.individual();
    const old = await server.consent(amra, agreement);
    const body = { dataAgreement: { ...old.dataAgreement, purpose: "To pay more", id: agreement } };
    await server.must("PUT", `/config/data-agreement/${agreement}/`, body);
    expect((await update(old, amra, { optIn: false })).status).toBe(200);
    expect((await update(old, amra, { optIn: true })).status).toBe(400);
    const fresh = await server.consent(amra, agreement);
    expect(fresh.id).not.toBe(old.id);
    const path = `/service/individual/record/data-agreement/${agreement}/`;
    expect((await server.must("GET", path, undefined, as(amra))).consentRecord.id).toBe(fresh.id);
    const all = await server.must("GET", `${path}all/`, undefined, as(amra));
    expect(all.consentRecords.map(({ id }: { id: string }) => id)).toEqual([old.id, fresh.id]);
    expect(all.consentRecords[0].dataAgreement.purpose).toBe("To pay benefits");
    const current = await server.must("GET", "/service/verification/consent-records/");
    expect(current.consentRecords).toHaveLength(1);
  });
});

describe("attributes of an agreement", () => {
  const attribute = (id: string) => ({ id, name: id, sensitivity: "low", category: "contact" });
  const dataAttributes = [attribute("phone"), attribute("email")];

  test("are consented to one by one", async () => {
    const amra = await server.individual();
    const record = await server.consent(amra, await server.agreement({ dataAttributes }));
    expect(record.dataAttributes).toEqual([
      { id: "phone", optIn: true },
      { id: "email", optIn: true },
    ]);
    const changes = { dataAttributes: [{ id: "email", optIn: false }] };
    expect((await update(record, amra, changes)).body.consentRecord.dataAttributes[1].optIn).toBe(false);
    const found = async (id: string) =>
      (await server.must("GET", `/service/verification/consent-records/?dataAttributeId=${id}`))
        .consentRecords.length;
    expect([await found("phone"), await found("email")]).toEqual([1, 0]);
    expect((await update(record, amra, { optIn: false })).status).toBe(200);
    expect(await found("phone")).toBe(0);
  });

  test("that the agreement does not have are refused, and a yes inside of a no", async () => {
    const amra = await server.individual();
    const record = await server.consent(amra, await server.agreement({ dataAttributes }));
    expect((await update(record, amra, { dataAttributes: [{ id: "name", optIn: true }] })).status).toBe(400);
    const both = { optIn: false, dataAttributes: [{ id: "email", optIn: true }] };
    expect((await update(record, amra, both)).status).toBe(400);
  });
});

test("what may be forgotten is forgotten with all that its Revisions said, and the rest is kept", async () => {
  const [kept, gone] = [await server.agreement(), await server.agreement({ forgettable: true })];
  const amra = await server.individual();
  const record = await server.consent(amra, gone);
  await server.consent(amra, kept);
  for (const _ of ["first", "again"])
    expect(await server.ask("DELETE", "/service/individual/record/", undefined, as(amra))).toMatchObject({
      status: 200,
      text: "",
    });
  const { consentRecords } = await server.must("GET", RECORD, undefined, as(amra));
  expect(consentRecords.map((one: { dataAgreement: object }) => one.dataAgreement)).toMatchObject([
    { id: kept },
  ]);
  expect((await server.ask("GET", `/audit/consent-record/${record.id}/`)).status).toBe(400);
});

test.each([
  ["an agreement that is not active", { active: false }, {}],
  ["a Revision that is not the current one", {}, { revisionId: "other" }],
])("nobody consents to %s", async (_, changes, query) => {
  const agreement = await server.agreement(changes);
  const amra = await server.individual();
  const search = new URLSearchParams({ individualId: amra, ...query });
  const path = `/service/individual/record/data-agreement/${agreement}/?${search}`;
  expect((await server.ask("POST", path)).status).toBe(400);
  expect((await server.must("GET", "/audit/consent-records/")).consentRecords).toEqual([]);
});

test("who asks is named in a header of any spelling or in the query, and not twice in two ways", async () => {
  const amra = await server.individual("amra");
  for (const name of ["X-ConsentBB-IndividualId", "individualId", "Individual-ID"])
    expect((await server.ask("GET", RECORD, undefined, { [name]: amra })).status).toBe(200);
  expect((await server.ask("GET", RECORD)).status).toBe(400);
  expect((await server.ask("GET", `${RECORD}?individualId=tavi`, undefined, as(amra))).status).toBe(400);
});
