import { checksOf, negative, positive } from "../checks-of.ts";
import { clientRefusals, FIELDS_OF_NEW } from "./client-refusals.ts";
import { expectError, provider } from "./envelope.ts";
import { envelopeRefusals } from "./envelope-refusals.ts";
import { takeKey } from "./keys.ts";
import {
  authorizePath,
  CLIENTS_PATH,
  createClient,
  describeClient,
  expectRegistered,
  newName,
  registerClient,
} from "./relying-party.ts";
import { expectNotSent, openSignIn } from "./sign-in.ts";
import { signInSomebody } from "./tokens.ts";

/** All claims that the specification lets a client have. */
const ALL_CLAIMS =
  "name given_name family_name middle_name preferred_username nickname gender birthdate email email_verified phone_number phone_number_verified picture address locale zoneinfo".split(
    " ",
  );

/** All ways of proving who one is that it names. */
const ALL_WAYS =
  "static-code generated-code linked-wallet biometrics biometrics-generated-code linked-wallet-static-code"
    .split(" ")
    .map((way) => `idbb:acr:${way}`);

/** Registering services at which people sign in. */
export const createClientChecks = checksOf("post-client", provider(`POST ${CLIENTS_PATH}`), [
  positive("client-create", "A registered service can send people to sign in", async (context) => {
    const party = await registerClient(context);
    await openSignIn(context, party);
  }),
  positive("client-create-signs-in", "People can sign in at a registered service", async (context) => {
    await signInSomebody(context);
  }),
  positive(
    "client-create-widest",
    "A service may have several addresses, and ask for every claim and proof there is",
    async (context) => {
      const clientId = newName(context);
      const redirectUris = ["https", "http"].map((scheme) => `${scheme}://${clientId}.example.org/back`);
      const party = await registerClient(context, {
        clientId,
        redirectUris,
        userClaims: ALL_CLAIMS,
        authContextRefs: ALL_WAYS,
      });
      for (const redirectUri of redirectUris) await openSignIn(context, { ...party, redirectUri });
    },
  ),
  negative(
    "client-create-duplicate",
    "Another service cannot be registered under a name that is taken",
    async (context) => {
      const party = await registerClient(context);
      const other = `https://${newName(context)}.example.org/callback`;
      const request = { ...party.described, clientName: "Test service of somebody", redirectUris: [other] };
      expectError(await createClient(context, request), "duplicate_client_id");
      await openSignIn(context, party);
      await expectNotSent(context, authorizePath(party, { redirect_uri: other }));
    },
  ),
  negative("client-create-nothing-made", "A service that was refused cannot send people", async (context) => {
    const described = describeClient(newName(context), await takeKey(context));
    expectError(await createClient(context, { ...described, userClaims: [] }), "invalid_claim");
    const party = await registerClient(context);
    const query = { client_id: described.clientId, redirect_uri: described.redirectUris[0] };
    await expectNotSent(context, authorizePath(party, query));
    expectRegistered(await createClient(context, described), described.clientId);
  }),
  ...clientRefusals("client-create", FIELDS_OF_NEW, (context, { described }, changes) =>
    createClient(context, { ...described, clientId: newName(context), ...changes } as typeof described),
  ),
  ...envelopeRefusals({
    id: "client-create",
    path: CLIENTS_PATH,
    request: (context) => ({ clientId: newName(context) }),
    codes: ["invalid_client_id", "invalid_input", "invalid_request"],
  }),
]);
