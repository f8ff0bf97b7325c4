import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { as, makeSigningKey, type SigningKey, type StartedConsent, startConsent } from "./started-consent.ts";

let server: StartedConsent;
let key: SigningKey;
beforeEach(async () => {
  server = startConsent();
  key = await makeSigningKey();
});
afterEach(() => {
  vi.useRealTimers();
  return server.close();
});

const RECORDS = "/service/individual/record/consent-record/";

async function makeDraft() {
  const agreement = await server.agreement({ forgettable: true });
  const individual = await server.individual();
  const query = new URLSearchParams({ individualId: individual, dataAgreementId: agreement });
  return { individual, draft: await server.must("POST", `${RECORDS}draft/?${query}`) };
}

/** The signature that was prepared, signed. */
async function sign(prepared: { payload: string }, header: object = {}, by = key.thumbprint) {
  const payload = JSON.stringify({ ...JSON.parse(prepared.payload), verificationSignedBy: by });
  return { ...prepared, payload, verificationSignedBy: by, signature: await key.sign(payload, header) };
}

const send = (draft: { consentRecord: object }, signature: object) =>
  server.ask("POST", RECORDS, { consentRecord: draft.consentRecord, signature });

describe("a draft", () => {
  test("comes back signed, and is a signed consent whose first Revision is what was signed", async () => {
    const { draft } = await makeDraft();
    expect(draft.consentRecord).not.toHaveProperty("id");
    const signature = await sign(draft.signature);
    const { body, status } = await send(draft, signature);
    expect(status).toBe(200);
    expect(body.consentRecord).toMatchObject({ state: "signed", signature: { id: body.signature.id } });
    expect(body.revision.predecessorSignature).toBe(signature.signature);
    expect(body.revision.predecessorHash).toBe(draft.signature.verificationPayloadHash);
    expect((await send(draft, signature)).body.consentRecord.id).toBe(body.consentRecord.id);
    expect((await send(draft, await sign(draft.signature))).status).toBe(400);
  });

  test("may be signed apart from its payload (a detached JWS)", async () => {
    const { draft } = await makeDraft();
    const signature = await sign(draft.signature);
    const detached = signature.signature.replace(/\..*\./, "..");
    expect((await send(draft, { ...signature, signature: detached })).body.consentRecord.state).toBe(
      "signed",
    );
  });

  test("that is not signed yet is kept unsigned", async () => {
    const { draft } = await makeDraft();
    const { body } = await send(draft, { ...draft.signature });
    expect(body).toMatchObject({ consentRecord: { state: "unsigned" }, signature: { signature: "" } });
    const path = `${RECORDS}${body.consentRecord.id}/signature/`;
    await server.must("PUT", path, { signature: await sign(body.signature) });
    const seen = await server.must("GET", `/audit/consent-record/${body.consentRecord.id}/`);
    expect(seen.consentRecord.state).toBe("signed");
  });

  test("does not hold for longer than an hour", async () => {
    const { draft } = await makeDraft();
    const signature = await sign(draft.signature);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61 * 60_000 });
    expect((await send(draft, signature)).body.message).toMatch(/too old/);
  });

  test.each([
    ["another key than it says", {}, "somebody"],
    ["a key outside of the header", { jwk: undefined }, undefined],
    ["an unencoded payload", { b64: true }, undefined],
  ])("with %s is refused", async (_, header, by) => {
    const { draft, individual } = await makeDraft();
    expect((await send(draft, await sign(draft.signature, header, by))).status).toBe(400);
    expect((await server.must("GET", RECORDS, undefined, as(individual))).consentRecords).toEqual([]);
  });

  test("whose header is made to say that it needs no key is refused", async () => {
    const { draft } = await makeDraft();
    const signature = await sign(draft.signature);
    const head = Buffer.from(JSON.stringify({ alg: "none", jwk: {} })).toString("base64url");
    const unsigned = { ...signature, signature: signature.signature.replace(/^[^.]*/, head) };
    expect((await send(draft, unsigned)).status).toBe(400);
  });

  test("signed by a method that nobody can verify makes no signed consent", async () => {
    const { draft } = await makeDraft();
    const signature = { ...draft.signature, verificationMethod: "by hand", signature: "Amra" };
    expect((await send(draft, signature)).body.consentRecord.state).toBe("unsigned");
  });
});

describe("a consent that is given", () => {
  test("is signed over its Revision, and loses its signature with the next change", async () => {
    const individual = await server.individual();
    const record = await server.consent(individual, await server.agreement());
    const path = `${RECORDS}${record.id}/signature/`;
    const open = await server.must("POST", path, { signature: {} });
    expect((await server.must("POST", path, { signature: {} })).signature.id).toBe(open.signature.id);
    const signature = await sign(open.signature);
    const signed = await server.must("PUT", path, { signature });
    expect(await server.must("PUT", path, { signature })).toEqual(signed);
    expect((await server.ask("POST", path, { signature: {} })).status).toBe(400);
    const change = { consentRecord: { optIn: false } };
    const { consentRecord, revision } = await server.must(
      "PUT",
      `${RECORDS}${record.id}/`,
      change,
      as(individual),
    );
    expect(consentRecord.state).toBe("unsigned");
    expect(consentRecord).not.toHaveProperty("signature");
    expect(revision.predecessorSignature).toBe(signature.signature);
  });

  test("is not signed by somebody else's name, nor with what it was before", async () => {
    const individual = await server.individual();
    const record = await server.consent(individual, await server.agreement());
    const path = `${RECORDS}${record.id}/signature/`;
    const { signature } = await server.must("POST", path, { signature: {} });
    expect((await server.ask("PUT", path, { signature: await sign(signature) }, as("other"))).status).toBe(
      400,
    );
    await server.must("PUT", `${RECORDS}${record.id}/`, { consentRecord: { optIn: false } }, as(individual));
    expect((await server.ask("PUT", path, { signature: await sign(signature) })).status).toBe(400);
  });
});
