import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { clientRefusals, FIELDS_OF_ANY } from "./client-refusals.ts";
import { expectDone, expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { takeKey } from "./keys.ts";
import { enrolPerson } from "./people.ts";
import {
  authorizePath,
  CLIENTS_PATH,
  exchangeCode,
  newName,
  type RelyingParty,
  registerClient,
  signAssertion,
  updateClient,
} from "./relying-party.ts";
import { expectNotSent, openSignIn, signInForCode } from "./sign-in.ts";
import { askUserinfo, expectTokens, expectUserinfo, signInForTokens } from "./tokens.ts";

const updatedClient = z.looseObject({ clientId: z.string() });

/** Changes a client, which has to be done. */
async function change(
  context: CheckContext,
  party: RelyingParty,
  changes: Readonly<Record<string, unknown>>,
): Promise<RelyingParty> {
  const updated = await updateClient(context, party.clientId, changesOf(party, changes));
  expectEqual(
    expectDone(updated, updatedClient).clientId,
    party.clientId,
    "the answered client's id",
    updated,
  );
  const described = { ...party.described, ...changes };
  return { ...party, described, redirectUri: described.redirectUris[0] ?? "" };
}

function changesOf({ described }: RelyingParty, changes: Readonly<Record<string, unknown>>): object {
  const { clientId, relyingPartyId, publicKey, ...rest } = described;
  return { ...rest, status: "active", ...changes };
}

/** Changing services at which people sign in. */
export const updateClientChecks = checksOf(
  "put-oidc-client-client_id",
  provider(`PUT ${CLIENTS_PATH}/{client_id}`),
  [
    positive(
      "client-update",
      "A service gets another address, and the old one is none of its",
      async (context) => {
        const before = await registerClient(context);
        await openSignIn(context, before);
        const redirectUris = [`https://${newName(context)}.example.org/moved`];
        for (const _ of ["first", "again"]) {
          const after = await change(context, before, { redirectUris });
          await openSignIn(context, after);
          await expectNotSent(context, authorizePath(before));
        }
      },
    ),
    positive(
      "client-update-claims",
      "A service learns no more than it may after a change",
      async (context) => {
        const party = await registerClient(context);
        const person = await enrolPerson(context);
        for (const userClaims of [["name"], ["name", "email"]]) {
          await change(context, party, { userClaims });
          const { accessToken } = await signInForTokens(context, party, person);
          const claims = await expectUserinfo(context, party, await askUserinfo(context, accessToken));
          expectEqual("email" in claims, userClaims.includes("email"), "whether the email is told");
          expectEqual(claims["name"], person.fullName, "the name that is told");
        }
      },
    ),
    positive(
      "client-switched-off",
      "A service that is switched off signs nobody in, until it is switched on again",
      async (context) => {
        const party = await registerClient(context);
        const person = await enrolPerson(context);
        const code = await signInForCode(context, party, person);
        await change(context, party, { status: "inactive" });
        await expectNotSent(context, authorizePath(party));
        const refused = await exchangeCode(context, party, code);
        expectStatus(refused, 400, 401);
        expectTrue(!refused.text.includes("access_token"), "a service that is off got a token", refused);
        await change(context, party, { status: "active" });
        await signInForTokens(context, party, person);
      },
    ),
    negative(
      "client-update-key",
      "The key of a service cannot be changed, so that nobody can take its place",
      async (context) => {
        const party = await registerClient(context);
        const person = await enrolPerson(context);
        const other = await takeKey(context);
        // Whether it is refused or passed over is open; it must not count.
        const changes = { publicKey: { ...other.publicJwk } };
        expectStatus(await updateClient(context, party.clientId, changesOf(party, changes)), 200, 400);
        const code = await signInForCode(context, party, person);
        const forged = await signAssertion({ ...party, key: other });
        expectStatus(await exchangeCode(context, party, code, { client_assertion: forged }), 400, 401);
        await expectTokens(context, party, await exchangeCode(context, party, code));
      },
    ),
    negative(
      "client-update-unknown",
      "A service that nobody has registered cannot be changed",
      async (context) => {
        const party = await registerClient(context);
        const unknown = newName(context);
        expectError(
          await updateClient(context, unknown, changesOf(party, {})),
          "invalid_client_id",
          "invalid_request",
        );
        await expectNotSent(context, authorizePath({ ...party, clientId: unknown }));
      },
    ),
    negative("client-update-bad-status", "A service is on or off", async (context) => {
      const party = await registerClient(context);
      for (const status of [undefined, "", "deleted", 7])
        expectError(
          await updateClient(context, party.clientId, changesOf(party, { status })),
          "invalid_request",
        );
      await openSignIn(context, party);
    }),
    ...clientRefusals("client-update", FIELDS_OF_ANY, (context, party, changes) =>
      updateClient(context, party.clientId, changesOf(party, changes)),
    ),
    ...envelopeRefusals({
      id: "client-update",
      method: "PUT",
      path: `${CLIENTS_PATH}/cs-test-unknown`,
      request: (context) => ({ clientName: newName(context) }),
      codes: ["invalid_client_id", "invalid_client_name", "invalid_request"],
    }),
  ],
);
