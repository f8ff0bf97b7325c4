import { z } from "zod";
import type { CheckContext, UseCaseContext } from "../check.ts";
import { expectShape, expectStatus } from "../expect.ts";
import type { Refused } from "./refused.ts";
import { refuse } from "./rules.ts";
import type { Somebody } from "./unconditional-social-cash-transfer/sign-in.ts";
import type { Claims } from "./unconditional-social-cash-transfer/transfer.ts";
import { query } from "./unconditional-social-cash-transfer/ways.ts";

/** The register of persons, at the ministry that holds it. */
export const PERSONS = "/data/persons/1.0";
const GIVEN_NAME = "Test";

const person = z.object({
  content: z.looseObject({
    id: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    birthDate: z.string(),
  }),
});

/** Somebody as the register of persons has them. */
export type Person = z.infer<typeof person>["content"];

/** Somebody of a story, by their number; `lastName` is all that tells their name from that of others. */
export function somebody(individualId: string, lastName = individualId): Somebody {
  return {
    individualId,
    fullName: `${GIVEN_NAME} ${lastName}`,
    birthDate: "1986-03-14",
    gender: "Female",
    email: `${individualId}@example.org`,
  };
}

/** An officer enters somebody into the register of persons, who goes when the story is over. */
export async function enterPerson(
  context: UseCaseContext,
  { individualId, ...one }: Somebody,
): Promise<void> {
  const http = context.direct("holding");
  const lastName = one.fullName.slice(GIVEN_NAME.length + 1);
  const content = { id: individualId, firstName: GIVEN_NAME, lastName, birthDate: one.birthDate };
  context.cleanUp(async () => {
    const path = `${PERSONS}/${encodeURIComponent(individualId)}/delete`;
    expectStatus(await http.send({ method: "DELETE", path }), 204, 404);
  });
  const json = { write: { content } };
  expectStatus(await http.send({ method: "POST", path: `${PERSONS}/create`, json }), 200);
}

/** Asks the other ministry who somebody is. Throws a {@link Refused}. */
export async function readPerson({ http }: CheckContext, id: string): Promise<Person> {
  const asked = await http.send({ method: "POST", path: `${PERSONS}/read`, json: query({ id }) });
  if (asked.status === 404) throw refuse("holding", "person", "there is no such person", asked);
  expectStatus(asked, 200);
  return expectShape(asked, person).content;
}

/** Who signed in is this person. Throws a {@link Refused}. */
export function compareClaims({ firstName, lastName, birthDate }: Person, claims: Claims): void {
  if (claims.name !== `${firstName} ${lastName}`)
    throw refuse("identity", "identity", "the name is another one");
  if (claims.birthdate !== birthDate)
    throw refuse("identity", "identity", "the date of birth is another one");
}
