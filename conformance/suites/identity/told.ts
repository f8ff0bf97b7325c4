import type { JWTPayload } from "jose";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import type { TestPerson } from "./people.ts";
import { type RelyingParty, registerClient } from "./relying-party.ts";
import { signIn } from "./sign-in.ts";
import { askUserinfo, expectUserinfo, signInForTokens } from "./tokens.ts";

/** What a service is told of the person who signs in at it. */
export async function toldOf(context: CheckContext, person: TestPerson): Promise<JWTPayload> {
  const party = await registerClient(context);
  const { accessToken } = await signInForTokens(context, party, person);
  return expectUserinfo(context, party, await askUserinfo(context, accessToken));
}

/** A service is told this name of the person, who can sign in. */
export async function expectName(context: CheckContext, person: TestPerson): Promise<void> {
  expectEqual((await toldOf(context, person))["name"], person.fullName, "the name that a service is told");
}

/**
 * The person cannot sign in after this was done, even with the right one-time code: it is done between sending the
 * code and typing it.
 */
export async function expectShutOut(
  context: CheckContext,
  party: RelyingParty,
  person: TestPerson,
  shutOut: () => Promise<unknown>,
): Promise<void> {
  const types = async (code: string) => {
    await shutOut();
    return code;
  };
  const { given, place } = await signIn(context, party, person, { types });
  expectTrue(!given?.has("code"), "who was switched off signs in all the same", place.exchange);
}
