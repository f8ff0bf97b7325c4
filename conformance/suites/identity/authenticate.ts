import { expectEqual } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { walletProofs } from "./authenticate-by-key.ts";
import { expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { requestCode } from "./fixtures.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode, newName } from "./relying-party.ts";
import { expectTokens } from "./tokens.ts";
import {
  agree,
  authenticate,
  authenticateByCode,
  codeChallenge,
  expectLinked,
  expectNotAuthenticated,
  getCode,
  linkWallet,
  WALLET_PATH,
} from "./wallet.ts";

/** The digit that is wrong is the last one. */
const otherCode = (code: string): string => code.replace(/.$/, (last) => (last === "1" ? "2" : "1"));

/** Proving in the wallet who one is. */
export const authenticateChecks = checksOf(
  "post-linked-authenticate",
  provider(`POST ${WALLET_PATH}/authenticate`),
  [
    positive(
      "linked-authenticate",
      "Who types the right one-time code has proved who it is",
      async (context) => {
        const linked = await linkWallet(context);
        await expectNotAuthenticated(context, linked);
        await authenticateByCode(context, linked, await enrolPerson(context));
        await agree(context, linked, ["name"]);
        const { party } = linked;
        await expectTokens(
          context,
          party,
          await exchangeCode(context, party, await getCode(context, linked)),
        );
      },
    ),
    positive(
      "linked-authenticate-then-right",
      "Who mistypes once can try again",
      async (context) => {
        const linked = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        const { code } = await requestCode(context, individualId);
        const wrong = [codeChallenge(otherCode(code))];
        expectError(await authenticate(context, linked.linked, individualId, wrong), "auth_failed");
        const right = [codeChallenge(code)];
        expectLinked(await authenticate(context, linked.linked, individualId, right), linked.linked);
      },
      { level: "RECOMMENDED" },
    ),
    negative(
      "linked-authenticate-wrong",
      "Who types a wrong one-time code has proved nothing",
      async (context) => {
        const linked = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        const { code } = await requestCode(context, individualId);
        for (const challenge of [otherCode(code), ""])
          expectError(
            await authenticate(context, linked.linked, individualId, [codeChallenge(challenge)]),
            "auth_failed",
            "invalid_request",
          );
        await expectNotAuthenticated(context, linked);
      },
    ),
    negative("linked-authenticate-replayed", "A one-time code is good once", async (context) => {
      const [first, second] = [await linkWallet(context), await linkWallet(context)];
      const { individualId } = await enrolPerson(context);
      const challenges = [codeChallenge((await requestCode(context, individualId)).code)];
      expectLinked(await authenticate(context, first.linked, individualId, challenges), first.linked);
      expectError(await authenticate(context, second.linked, individualId, challenges), "auth_failed");
      await expectNotAuthenticated(context, second);
    }),
    negative(
      "linked-authenticate-other-code",
      "A one-time code is good for its own person",
      async (context) => {
        const linked = await linkWallet(context);
        const [one, other] = [await enrolPerson(context), await enrolPerson(context)];
        const { code } = await requestCode(context, other.individualId);
        await requestCode(context, one.individualId);
        expectError(
          await authenticate(context, linked.linked, one.individualId, [codeChallenge(code)]),
          "auth_failed",
        );
        await expectNotAuthenticated(context, linked);
      },
    ),
    negative(
      "linked-authenticate-unknown",
      "Somebody whom nobody has enrolled proves nothing",
      async (context) => {
        const linked = await linkWallet(context);
        for (const individualId of [newName(context), ""])
          expectError(
            await authenticate(context, linked.linked, individualId, [codeChallenge("123456")]),
            "invalid_identifier",
            "auth_failed",
            "invalid_request",
          );
        await expectNotAuthenticated(context, linked);
      },
    ),
    negative(
      "linked-authenticate-challenges",
      "One proof is taken: not none, and not several",
      async (context) => {
        const linked = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        const right = codeChallenge((await requestCode(context, individualId)).code);
        for (const list of [[], [right, right]])
          expectError(
            await authenticate(context, linked.linked, individualId, list),
            "invalid_no_of_challenges",
            "invalid_request",
          );
        await expectNotAuthenticated(context, linked);
      },
    ),
    negative(
      "linked-authenticate-other-proof",
      "A proof that the wallet was not offered is refused",
      async (context) => {
        const linked = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        for (const authFactorType of ["PIN", "BIO"])
          expectError(
            await authenticate(context, linked.linked, individualId, [
              { authFactorType, challenge: "123456", format: "number" },
            ]),
            "auth_failed",
            "invalid_request",
          );
        await expectNotAuthenticated(context, linked);
      },
    ),
    negative(
      "linked-authenticate-no-transaction",
      "A proof for a sign-in that nobody began is refused",
      async (context) => {
        const { transactionId } = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        const { code } = await requestCode(context, individualId);
        for (const linkTransactionId of [newName(context), transactionId, ""])
          expectError(
            await authenticate(context, { linkTransactionId }, individualId, [codeChallenge(code)]),
            "invalid_transaction_id",
            "invalid_transaction",
            "invalid_request",
          );
      },
    ),
    negative(
      "linked-authenticate-learns-nothing",
      "Who guesses learns not even whether there is such a person",
      async (context) => {
        const linked = await linkWallet(context);
        const { individualId } = await enrolPerson(context);
        const refusals: unknown[] = [];
        for (const guessed of [individualId, newName(context)]) {
          const refused = await authenticate(context, linked.linked, guessed, [codeChallenge("123456")]);
          expectError(refused, "auth_failed", "invalid_identifier");
          const { responseTime: _, ...said } = refused.json as Readonly<Record<string, unknown>>;
          refusals.push(said);
        }
        expectEqual(refusals[1], refusals[0], "what is said of somebody whom nobody has enrolled");
      },
      { level: "RECOMMENDED" },
    ),
    ...walletProofs,
    ...envelopeRefusals({
      id: "linked-authenticate",
      path: `${WALLET_PATH}/authenticate`,
      request: (context) => ({ linkedTransactionId: newName(context), individualId: newName(context) }),
      codes: ["invalid_transaction_id", "invalid_identifier", "invalid_no_of_challenges", "invalid_request"],
    }),
  ],
);
