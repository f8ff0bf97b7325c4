import { expectEqual, expectMatches, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectRecord, expectRecordRevision } from "./expect-record.ts";
import { asIndividual, requireSigning } from "./fixtures.ts";
import { makeSigningKey } from "./keys.ts";
import { refusalsOf } from "./refusals.ts";
import { expectHash } from "./revision.ts";
import { consentApi, INVALID, makeAgreement, makeIndividual, must, noneOf, RECORDS } from "./scene.ts";
import {
  DRAFT_PATH,
  DRAFTED,
  expectNone,
  expectPayload,
  forge,
  makeDraft,
  makePerson,
  SIGNED,
  sendDraft,
  sendPair,
  signWith,
  verify,
} from "./signing-scene.ts";

const ownChecks = checksOf("serviceIndividualConsentRecordDraftCreate", consentApi(`POST ${DRAFT_PATH}`), [
  positive(
    "draft",
    "A draft of a consent has all that there is to sign, and is not stored",
    async (context) => {
      const person = await makePerson(context);
      const exchange = await sendDraft(context, person.individual.id, person.agreement.id);
      expectStatus(exchange, 200);
      const parsed = DRAFTED.safeParse(exchange.json);
      expectTrue(parsed.success, "the draft has another shape than ConsentRecord and Signature", exchange);
      expectEqual(exchange.headers["content-type"]?.split(";")[0], "application/json", "the type", exchange);
      const { consentRecord, signature } = parsed.data;
      expectRecord(exchange, consentRecord, person);
      expectPayload(exchange, signature);
      for (const { id } of [consentRecord, signature])
        expectTrue(id === undefined || id === "", "the draft has an id as if it were stored", exchange);
      expectEqual(signature.signature, "", "the signature of the draft", exchange);
      await expectNone(context, person);
    },
  ),
  negative("draft-unknown", "Neither is there a draft for nobody, nor to nothing", async (context) => {
    const { individual, agreement } = await makePerson(context);
    expectRefused(await sendDraft(context, individual.id, noneOf(context)), ...INVALID);
    expectRefused(await sendDraft(context, noneOf(context), agreement.id), ...INVALID);
    expectRefused(await context.http.send({ method: "POST", path: DRAFT_PATH }), ...INVALID, 401, 403);
  }),
  negative("draft-inactive", "There is no draft to an agreement that is not active", async (context) => {
    const { agreement } = await makeAgreement(context, { active: false });
    const { id } = await makeIndividual(context);
    expectRefused(await sendDraft(context, id, agreement.id), ...INVALID);
  }),
]);

const pairChecks = checksOf("serviceIndividualConsentRecordSignatureCreate", consentApi(`POST ${RECORDS}`), [
  positive(
    "consent-signed",
    "A draft that was signed is a signed consent, and read back",
    async (context) => {
      requireSigning(context);
      const person = await makePerson(context);
      const draft = await makeDraft(context, person);
      const signature = signWith(makeSigningKey(), draft.signature);
      const { consentRecord } = draft;
      const request = { method: "POST", path: RECORDS, json: { consentRecord, signature } } as const;
      const headers = asIndividual(context, person.individual.id);
      const { body, exchange } = await must(context, { ...request, headers }, SIGNED);
      expectRecord(exchange, body.consentRecord, { ...person, state: "signed" });
      expectRecordRevision(exchange, body.revision, body.consentRecord);
      const { id: _, ...sent } = signature;
      expectMatches(body.signature, sent, "the signature", exchange);
      expectPayload(exchange, body.signature);
      expectTrue(Boolean(body.signature["objectReference"]), "the signature is of nothing", exchange);
      const seen = await verify(context, body.consentRecord);
      expectRecord(seen.exchange, seen.body.consentRecord, { ...person, state: "signed" });
      expectMatches(seen.body.consentRecord["signature"], body.signature, "the signature", seen.exchange);
      expectMatches(
        body.consentRecord["signature"],
        body.signature,
        "the signature of the consent record",
        exchange,
      );
      // Whether the state makes a Revision of its own is left open; then it follows the one that was signed.
      const { predecessorHash, predecessorSignature = signature.signature } = body.revision;
      expectEqual(
        predecessorSignature,
        signature.signature,
        "predecessorSignature of the revision",
        exchange,
      );
      if (predecessorHash !== undefined)
        expectHash(exchange, signature.verificationPayload, String(predecessorHash), "the revision before");
    },
  ),
  negative("consent-forged", "A signature that does not hold makes no signed consent", async (context) => {
    requireSigning(context);
    const person = await makePerson(context);
    const { consentRecord, signature: prepared } = await makeDraft(context, person);
    const signed = signWith(makeSigningKey(), prepared);
    const { payload } = prepared;
    for (const signature of [
      forge(signed),
      { ...signed, signature: signed.signature.slice(0, -8) },
      { ...signed, verificationSignedBy: "somebody else" },
      signWith(makeSigningKey(), { ...prepared, payload: payload.replace(/[0-9]/g, "7") }),
    ]) {
      const answer = await sendPair(context, person, { consentRecord, signature });
      expectRefused(answer, ...INVALID, 401, 403);
    }
    await expectNone(context, person);
  }),
  negative(
    "consent-signed-other",
    "A signature over another consent, or for another individual, is refused",
    async (context) => {
      requireSigning(context);
      const person = await makePerson(context);
      const other = { ...person, individual: await makeIndividual(context) };
      const { consentRecord, signature } = await makeDraft(context, person);
      const theirs = await makeDraft(context, other);
      for (const json of [
        {
          consentRecord: { ...consentRecord, optIn: false },
          signature: signWith(makeSigningKey(), signature),
        },
        { consentRecord: theirs.consentRecord, signature: signWith(makeSigningKey(), signature) },
        {
          consentRecord: { ...consentRecord, dataAgreementRevisionHash: "0".repeat(64) },
          signature: signWith(makeSigningKey(), signature),
        },
      ])
        expectRefused(await context.http.send({ method: "POST", path: RECORDS, json }), ...INVALID, 401, 403);
      await expectNone(context, person);
      await expectNone(context, other);
    },
  ),
  ...refusalsOf({
    ...{ id: "consent-signed", what: "a signed consent", name: "consentRecord", required: [] },
    prepare: async (context) => {
      const person = await makePerson(context);
      const { consentRecord } = await makeDraft(context, person);
      const headers = asIndividual(context, person.individual.id);
      return {
        request: { method: "POST", path: RECORDS, headers },
        content: consentRecord,
        unchanged: () => expectNone(context, person),
      };
    },
  }),
]);

/** The checks of drafts, and of consents that come with their signature. */
export const draftChecks = [...ownChecks, ...pairChecks];
