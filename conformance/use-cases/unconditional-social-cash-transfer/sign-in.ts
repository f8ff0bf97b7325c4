import type { UseCaseContext } from "../../check.ts";
import { expectEqual, expectStatus } from "../../expect.ts";
import { makeChallenge } from "../../suites/identity/authorize.ts";
import { describeEnrollment, sendEnrollment, type TestPerson } from "../../suites/identity/people.ts";
import { exchangeCode, type RelyingParty, registerClient } from "../../suites/identity/relying-party.ts";
import { signInForCode } from "../../suites/identity/sign-in.ts";
import { askUserinfo, expectTokens, expectUserinfo } from "../../suites/identity/tokens.ts";
import { checkContextOf } from "../check-context.ts";
import type { Claims } from "./transfer.ts";

/** Somebody of a story, as identity knows them. */
export interface Somebody extends TestPerson {
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
}

/** Enrols somebody at identity, who is switched off when the story is over. */
export async function enrolAtIdentity(context: UseCaseContext, person: Somebody): Promise<void> {
  const described = describeEnrollment(person);
  const enrolled = { ...described, fields: { ...described.fields, dateOfBirth: person.birthDate } };
  expectStatus(await sendEnrollment(checkContextOf(context, "identity"), enrolled), 201);
}

/** The ministry's application as a client of identity, for the time of the story. */
export function openDesk(context: UseCaseContext): Promise<RelyingParty> {
  return registerClient(checkContextOf(context, "identity"), { userClaims: ["name", "birthdate"] });
}

/** Signs somebody in at the desk, with a code bound to this session, and gives what identity says of them. */
export async function signInAtDesk(
  context: UseCaseContext,
  desk: RelyingParty,
  person: TestPerson,
): Promise<Claims> {
  const check = checkContextOf(context, "identity");
  const { query, verifier } = makeChallenge(desk);
  const code = await signInForCode(check, desk, person, { query });
  const answer = await exchangeCode(check, desk, code, { code_verifier: verifier });
  const { accessToken, claims } = await expectTokens(check, desk, answer);
  const told = await expectUserinfo(check, desk, await askUserinfo(check, accessToken));
  expectEqual(told.sub, claims.sub, "whom identity tells about");
  return told;
}
