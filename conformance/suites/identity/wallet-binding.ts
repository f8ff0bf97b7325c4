import { X509Certificate } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  BINDING_PATH,
  bindingAnswer,
  bindKey,
  describeBinding,
  sendBinding,
  tokenChallenge,
  walletClaims,
} from "./bound-key.ts";
import { KEYS_PATH } from "./discovery.ts";
import { expectDone, expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { requestCode } from "./fixtures.ts";
import { type KeyPair, makeKey, signToken, takeKey } from "./keys.ts";
import { enrolPerson } from "./people.ts";
import { newName } from "./relying-party.ts";
import { authenticate, codeChallenge, expectLinked, linkWallet } from "./wallet.ts";

const certified = z.looseObject({ keys: z.array(z.looseObject({ x5c: z.array(z.string()) })) });

/** The certificate has the wallet's key, and one of the published keys has signed it. */
async function expectSigned(context: CheckContext, text: string, { publicJwk }: KeyPair, exchange: Exchange) {
  const certificate = new X509Certificate(text);
  const { n, e } = certificate.publicKey.export({ format: "jwk" });
  expectEqual({ n, e }, { n: publicJwk.n, e: publicJwk.e }, "the key of the certificate", exchange);
  const read = await context.http.send({ path: KEYS_PATH, client: null });
  const issuers = expectShape(read, certified).keys.map(
    ({ x5c }) => new X509Certificate(Buffer.from(x5c[0] ?? "", "base64")).publicKey,
  );
  expectTrue(
    issuers.some((issuer) => certificate.verify(issuer)),
    "no published key has signed the certificate",
    exchange,
  );
}

/** Binding wallets' keys to people. */
export const bindingChecks = checksOf(
  "post-wallet-binding",
  provider(`POST ${BINDING_PATH}`),
  [
    positive("binding", "A wallet's key is bound to its person, and certified", async (context) => {
      const person = await enrolPerson(context);
      const key = await makeKey();
      const bound = await sendBinding(context, await describeBinding(context, person, key));
      const answer = expectDone(bound, bindingAnswer);
      await expectSigned(context, answer.certificate, key, bound);
      const end = Date.parse(answer.expireDateTime);
      expectTrue(end > Date.now(), "a new certificate has ended", bound);
      const validTo = new X509Certificate(answer.certificate).validToDate.getTime();
      expectTrue(Math.abs(validTo - end) < 1000, "the certificate ends at another time than it says", bound);
      expectTrue(answer.walletUserId !== person.individualId, "the wallet's person has its number", bound);
    }),
    positive("binding-used", "With a bound key its person can prove who it is", async (context) => {
      const bound = await bindKey(context, await enrolPerson(context));
      const { linked, party } = await linkWallet(context);
      const token = await signToken(bound.key, walletClaims(bound, party.provider.issuer), {
        "x5t#S256": bound.thumbprint,
      });
      const { individualId } = bound.person;
      expectLinked(await authenticate(context, linked, individualId, [tokenChallenge(token)]), linked);
    }),
    positive("binding-again", "The same key bound again stays the same person's", async (context) => {
      const person = await enrolPerson(context);
      const bound = await bindKey(context, person);
      const again = await sendBinding(context, await describeBinding(context, person, bound.key));
      const { walletUserId } = expectDone(again, bindingAnswer);
      expectEqual(walletUserId, bound.walletUserId, "the wallet's name of the person", again);
    }),
    negative(
      "binding-taken",
      "A key that is bound to somebody cannot be bound to another",
      async (context) => {
        const { key } = await bindKey(context, await enrolPerson(context));
        const other = await describeBinding(context, await enrolPerson(context), key);
        expectError(await sendBinding(context, other), "duplicate_public_key", "key_binding_failed");
      },
    ),
    negative("binding-wrong-proof", "Who does not prove who it is binds nothing", async (context) => {
      const person = await enrolPerson(context);
      const request = await describeBinding(context, person, await makeKey());
      const { code } = await requestCode(context, person.individualId);
      const wrong = code.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
      const refused = ["invalid_auth_challenge", "invalid_request"];
      for (const challengeList of [[codeChallenge(wrong)], []])
        expectError(await sendBinding(context, { ...request, challengeList }), ...refused);
      const right = [codeChallenge(code)];
      expectDone(await sendBinding(context, { ...request, challengeList: right }), bindingAnswer);
      expectError(await sendBinding(context, { ...request, challengeList: right }), ...refused);
    }),
    negative("binding-unknown", "To somebody whom nobody has enrolled no key is bound", async (context) => {
      const { publicJwk: publicKey } = await takeKey(context);
      for (const individualId of [newName(context), ""])
        expectError(
          await sendBinding(context, {
            individualId,
            authFactorType: "WLA",
            format: "jwt",
            challengeList: [codeChallenge("123456")],
            publicKey,
          }),
          "invalid_auth_challenge",
          "key_binding_failed",
          "invalid_request",
        );
    }),
    negative("binding-bad-key", "What is no key is not bound", async (context) => {
      const person = await enrolPerson(context);
      const request = await describeBinding(context, person, await takeKey(context));
      for (const publicKey of [{}, { kty: "RSA" }, "key", { kty: "oct", k: "c2VjcmV0" }])
        expectError(
          await sendBinding(context, { ...request, publicKey }),
          "invalid_public_key",
          "invalid_request",
        );
    }),
    negative("binding-bad-format", "What the wallet would prove with has to be known", async (context) => {
      const person = await enrolPerson(context);
      const request = await describeBinding(context, person, await makeKey());
      expectError(
        await sendBinding(context, { ...request, format: "morse" }),
        "unsupported_challenge_format",
        "invalid_request",
      );
      expectError(await sendBinding(context, { ...request, authFactorType: "WORD" }), "invalid_request");
      expectDone(await sendBinding(context, request), bindingAnswer);
    }),
    negative("binding-nobody", "A wallet's server has to say whose it is", async (context) => {
      const person = await enrolPerson(context);
      const request = await describeBinding(context, person, await takeKey(context));
      for (const name of ["partner-id", "partner-api-key"])
        expectError(await sendBinding(context, request, { [name]: null }), "invalid_request");
    }),
    ...envelopeRefusals({
      id: "binding",
      path: BINDING_PATH,
      headers: { "partner-id": "cs-test", "partner-api-key": "cs-test" },
      request: (context) => ({ individualId: newName(context) }),
      codes: [
        "invalid_auth_challenge",
        "invalid_public_key",
        "unsupported_challenge_format",
        "invalid_request",
      ],
    }),
  ],
  { level: "OPTIONAL" },
);
