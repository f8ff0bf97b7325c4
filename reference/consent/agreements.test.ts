import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import {
  exampleAgreement,
  makeSigningKey,
  POLICY,
  type StartedConsent,
  startConsent,
} from "./started-consent.ts";

let server: StartedConsent;
beforeEach(() => {
  server = startConsent();
});
afterEach(() => server.close());

const create = (dataAgreement: object) => server.ask("POST", "/config/data-agreement/", { dataAgreement });

describe("a Revision", () => {
  test("has the SHA-256 of its snapshot, and the hash of the one before", async () => {
    const { policy, revision } = await server.must("POST", "/config/policy/", { policy: POLICY });
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(revision.serializedHash).toBe(sha(revision.serializedSnapshot));
    expect(revision).not.toHaveProperty("predecessorHash");
    expect(JSON.parse(revision.serializedSnapshot)).toMatchObject({
      objectData: POLICY,
      objectId: policy.id,
    });
    const path = `/config/policy/${policy.id}/`;
    const changed = await server.must("PUT", path, { policy: { ...policy, version: "2" } });
    expect(changed.revision.predecessorHash).toBe(revision.serializedHash);
    const first = await server.must("GET", `${path}?revisionId=${revision.id}`);
    expect(first.policy.version).toBe("1");
    expect(first.revision.successor.id).toBe(changed.revision.id);
    expect((await server.must("GET", `${path}revisions/`)).revisions).toHaveLength(2);
  });

  test("is not made by the same again, and another thing of the same id is refused", async () => {
    const policy = { ...POLICY, id: "privacy" };
    const first = await server.must("POST", "/config/policy/", { policy });
    expect((await server.must("POST", "/config/policy", { policy })).revision).toEqual(first.revision);
    expect((await server.must("PUT", "/v2/config/policy/privacy/", { policy })).revision).toEqual(
      first.revision,
    );
    expect((await server.ask("POST", "/config/policy/", { policy: { ...policy, name: "x" } })).status).toBe(
      400,
    );
  });

  test("names who has made it, where the caller says who it is", async () => {
    const headers = { "Information-Mediator-Client": "XU/GOV/70001/desk" };
    const { revision } = await server.must("POST", "/config/policy/", { policy: POLICY }, headers);
    expect(revision.authorizedByOther).toBe("XU/GOV/70001/desk");
  });
});

describe("the policy of an agreement", () => {
  test("stays as it was until the agreement is updated", async () => {
    const policy = { ...POLICY, id: "privacy" };
    await server.must("POST", "/config/policy/", { policy });
    const id = await server.agreement({ policy: { id: "privacy" } });
    await server.must("PUT", "/config/policy/privacy/", { policy: { ...policy, version: "2" } });
    const { dataAgreement } = await server.must("GET", `/service/data-agreement/${id}/`);
    expect(dataAgreement.policy).toEqual(policy);
    const path = `/config/data-agreement/${id}/`;
    const same = await server.must("PUT", path, { dataAgreement: { ...dataAgreement, purpose: "Other" } });
    expect(same.dataAgreement.policy.version).toBe("1");
    const now = { ...dataAgreement, policy: { id: "privacy" } };
    expect((await server.must("PUT", path, { dataAgreement: now })).dataAgreement.policy.version).toBe("2");
    const agreed = `/service/policy/privacy/?revisionId=${same.revision.id}`;
    expect((await server.must("GET", agreed)).policy.version).toBe("1");
  });

  test("is created with it where it is whole and new, and refused where it is neither", async () => {
    const id = await server.agreement({ policy: POLICY });
    const { dataAgreement } = await server.must("GET", `/audit/data-agreement/${id}/`);
    expect((await server.must("GET", "/config/policies/")).policies).toEqual([dataAgreement.policy]);
    expect((await create(exampleAgreement({ policy: { id: "none" } }))).status).toBe(400);
    const other = { ...dataAgreement.policy, name: "Other" };
    expect((await create(exampleAgreement({ policy: other }))).status).toBe(400);
  });

  test("is not deleted while the agreement is active", async () => {
    const id = await server.agreement({ policy: { ...POLICY, id: "privacy" } });
    expect((await server.ask("DELETE", "/config/policy/privacy/")).status).toBe(400);
    await server.must("DELETE", `/config/data-agreement/${id}/`);
    const deleted = await server.must("DELETE", "/config/policy/privacy/");
    expect(await server.must("DELETE", "/config/policy/privacy/")).toEqual(deleted);
    expect((await server.ask("GET", "/config/policy/privacy/")).status).toBe(400);
  });
});

describe("the life of an agreement", () => {
  test.each([
    [{ active: undefined }, { active: true, lifecycle: { name: "Complete" } }],
    [{ active: false }, { active: false, lifecycle: { name: "Draft" } }],
    [
      { active: undefined, lifecycle: { name: "draft" } },
      { active: false, lifecycle: { name: "Draft" } },
    ],
    [
      { active: false, lifecycle: { name: "Complete" } },
      { active: false, lifecycle: { name: "Complete" } },
    ],
  ])("of %j begins as %j", async (changes, wanted) => {
    expect((await create(exampleAgreement(changes))).body.dataAgreement).toMatchObject(wanted);
  });

  test("goes from Draft to Complete, and never back; a Draft is not active", async () => {
    expect((await create(exampleAgreement({ lifecycle: { name: "Draft" } }))).status).toBe(400);
    const id = await server.agreement({ active: false });
    const to = (changes: object) =>
      server.ask("PUT", `/config/data-agreement/${id}/`, { dataAgreement: exampleAgreement(changes) });
    expect((await to({ active: true })).status).toBe(200);
    expect((await to({ active: false, lifecycle: { name: "Draft" } })).status).toBe(400);
    expect((await to({ active: false })).status).toBe(400);
    expect((await to({ active: false, lifecycle: { name: "Complete" } })).status).toBe(200);
  });

  test("ends, and its id may be used anew with its Revisions going on", async () => {
    const id = await server.agreement({ id: "benefits" });
    const { revision } = await server.must("DELETE", `/config/data-agreement/${id}/`);
    expect((await server.ask("GET", `/service/data-agreement/${id}/`)).status).toBe(400);
    expect((await server.must("GET", `/audit/data-agreement/${id}/`)).dataAgreement.id).toBe(id);
    const again = await create(exampleAgreement({ id }));
    expect(again.body.revision.predecessorHash).toBe(revision.serializedHash);
  });
});

test("an agreement's signature is verified over the agreement", async () => {
  const key = await makeSigningKey();
  const agreement = exampleAgreement();
  const text = canonicalJson(agreement);
  const fields = {
    verificationMethod: "JWS",
    verificationPayload: text,
    verificationPayloadHash: createHash("sha256").update(text).digest("hex"),
    verificationSignedBy: key.thumbprint,
  };
  const payload = JSON.stringify(fields);
  const signature = { ...fields, payload, signature: await key.sign(payload) };
  expect((await create({ ...agreement, signature })).status).toBe(200);
  expect((await create({ ...agreement, purpose: "Another", signature })).status).toBe(400);
});

test.each([
  ["no lawful basis", { lawfulBasis: "curiosity" }],
  ["an empty purpose", { purpose: " " }],
  [
    "an attribute twice",
    { dataAttributes: Array(2).fill({ id: "a", name: "a", sensitivity: "a", category: "a" }) },
  ],
  ["an id with a slash", { id: "a/b" }],
  ["an id of dots", { id: ".." }],
])("an agreement with %s is refused", async (_, changes) => {
  expect((await create(exampleAgreement(changes))).status).toBe(400);
  expect((await server.must("GET", "/config/data-agreements/")).dataAgreement).toEqual([]);
});
