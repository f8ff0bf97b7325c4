import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectRecord } from "./expect-record.ts";
import { asIndividual, requireSigning } from "./fixtures.ts";
import { makeSigningKey } from "./keys.ts";
import { refusalsOf } from "./refusals.ts";
import { expectFollows } from "./revision.ts";
import { consentApi, type Given, INVALID, makeConsent, must, noneOf, sendChange } from "./scene.ts";
import type { Signature } from "./shapes.ts";
import {
  expectPayload,
  forge,
  pathOf,
  SIGNATURE_PATH,
  sendSignature,
  signWith,
  verify,
  WITH_SIGNATURE,
} from "./signing-scene.ts";

const prepareChecks = checksOf("serviceIndividualSignatureCreate", consentApi(`POST ${SIGNATURE_PATH}`), [
  positive("signature-prepare", "A consent has a signature prepared over its revision", async (context) => {
    const given = await makeConsent(context);
    const signer = { verificationSignedBy: `${context.mark}-signer`, verificationSignedAs: "individual" };
    const { body, exchange } = await must(
      context,
      {
        method: "POST",
        path: pathOf(given.record),
        headers: asIndividual(context, given.individual.id),
        json: { signature: signer },
      },
      WITH_SIGNATURE,
    );
    expectMatches(body.signature, signer, "the signature", exchange);
    expectPayload(exchange, body.signature);
    expectEqual(body.signature.signature, "", "the signature", exchange);
    const { recordRevision: revision } = given;
    const about = { objectType: "revision", objectReference: revision.id };
    expectMatches(body.signature, about, "the signature", exchange);
    expectEqual(
      body.signature.verificationPayload,
      revision.serializedSnapshot,
      "what is to be signed",
      exchange,
    );
    const seen = await verify(context, given.record);
    expectRecord(seen.exchange, seen.body.consentRecord, given);
    // Whether it is kept shows when it is completed.
    const named = { ...body.signature, verificationMethod: "by hand", signature: context.mark };
    const done = await sendSignature(context, "PUT", given, named);
    if (done.status === 200)
      expectEqual(expectShape(done, WITH_SIGNATURE).signature.id, body.signature.id, "the id", done);
    else expectRefused(done, 400, 415, 422);
    expectTrue(!/no Signature/i.test(done.text), "what was prepared is not kept", done);
  }),
  negative("signature-prepare-unknown", "A consent that there is not has no signature", async (context) => {
    const given = await makeConsent(context);
    const record = { ...given.record, id: noneOf(context) };
    expectRefused(await sendSignature(context, "POST", { ...given, record }, {}), ...[...INVALID, 401, 403]);
  }),
  ...refusalsOf({
    ...{ id: "signature-prepare", what: "a signature to be prepared", name: "signature", required: [] },
    prepare: async (context) => {
      const given = await makeConsent(context);
      return { request: { method: "POST", path: pathOf(given.record) }, content: {} };
    },
  }),
]);

/** A consent with a signature that waits. */
async function makePrepared(context: CheckContext): Promise<Given & { readonly prepared: Signature }> {
  const given = await makeConsent(context);
  const answer = await sendSignature(context, "POST", given, {});
  expectStatus(answer, 200);
  return { ...given, prepared: expectShape(answer, WITH_SIGNATURE).signature };
}

const signChecks = checksOf("serviceIndividualSignatureUpdate", consentApi(`PUT ${SIGNATURE_PATH}`), [
  positive("sign", "A consent is signed, and seen as signed", async (context) => {
    requireSigning(context);
    const given = await makePrepared(context);
    const signature = signWith(makeSigningKey(), given.prepared);
    const { body, exchange } = await must(
      context,
      {
        method: "PUT",
        path: pathOf(given.record),
        headers: asIndividual(context, given.individual.id),
        json: { signature },
      },
      WITH_SIGNATURE,
    );
    expectMatches(body.signature, signature, "the signature", exchange);
    expectPayload(exchange, body.signature);
    const seen = await verify(context, given.record);
    expectRecord(seen.exchange, seen.body.consentRecord, { ...given, state: "signed" });
    expectMatches(seen.body.consentRecord["signature"], body.signature, "the signature", seen.exchange);
    const { revision } = seen.body;
    // Whether the state makes a Revision of its own is left open; then it follows the one that was signed.
    if (revision.id === given.recordRevision.id) return;
    expectFollows(seen.exchange, revision, given.recordRevision);
    const { predecessorSignature = signature.signature } = revision;
    expectEqual(
      predecessorSignature,
      signature.signature,
      "predecessorSignature of the revision",
      seen.exchange,
    );
  }),
  positive("sign-and-change", "A change of a signed consent ends its signature", async (context) => {
    requireSigning(context);
    const given = await makePrepared(context);
    const signature = signWith(makeSigningKey(), given.prepared);
    expectStatus(await sendSignature(context, "PUT", given, signature), 200);
    expectStatus(await sendChange(context, given, { optIn: false }), 200);
    const { body, exchange } = await verify(context, given.record);
    expectRecord(exchange, body.consentRecord, { ...given, optIn: false });
    expectTrue(
      body.consentRecord["signature"] == null,
      "the changed consent has its old signature",
      exchange,
    );
  }),
  negative("sign-forged", "A signature that does not hold does not sign a consent", async (context) => {
    requireSigning(context);
    const given = await makePrepared(context);
    const signed = signWith(makeSigningKey(), given.prepared);
    for (const signature of [
      forge(signed),
      { ...signed, signature: "" },
      { ...signed, verificationSignedBy: "somebody else" },
    ])
      expectRefused(await sendSignature(context, "PUT", given, signature), ...INVALID, 401, 403);
    const { body, exchange } = await verify(context, given.record);
    expectRecord(exchange, body.consentRecord, given);
  }),
  negative(
    "sign-changed",
    "What has changed since the signature was prepared is not signed by it",
    async (context) => {
      requireSigning(context);
      const given = await makePrepared(context);
      const signature = signWith(makeSigningKey(), given.prepared);
      expectStatus(await sendChange(context, given, { optIn: false }), 200);
      expectRefused(await sendSignature(context, "PUT", given, signature), ...INVALID, 401, 403);
      const { body, exchange } = await verify(context, given.record);
      expectRecord(exchange, body.consentRecord, { ...given, optIn: false });
    },
  ),
  negative("sign-unprepared", "A consent without a prepared signature is not signed", async (context) => {
    const given = await makeConsent(context);
    const signature = { verificationMethod: "JWS", signature: "a.b.c" };
    expectRefused(await sendSignature(context, "PUT", given, signature), ...INVALID);
    const record = { ...given.record, id: noneOf(context) };
    expectRefused(
      await sendSignature(context, "PUT", { ...given, record }, signature),
      ...[...INVALID, 401, 403],
    );
  }),
  ...refusalsOf({
    ...{ id: "sign", what: "a signature", name: "signature", required: ["signature"] },
    prepare: async (context) => {
      const given = await makePrepared(context);
      return {
        request: { method: "PUT", path: pathOf(given.record) },
        content: given.prepared,
        unchanged: async () => {
          const { body, exchange } = await verify(context, given.record);
          expectRecord(exchange, body.consentRecord, given);
        },
      };
    },
  }),
]);

/** The checks of signing a consent that is given. */
export const signingChecks = [...prepareChecks, ...signChecks];
