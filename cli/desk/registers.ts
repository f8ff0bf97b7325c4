import { z } from "zod";
import { expectShape, expectStatus } from "../../conformance/expect.ts";
import type { HttpClient } from "../../conformance/http.ts";
import {
  BENEFICIARIES,
  PROGRAMMES,
} from "../../conformance/use-cases/unconditional-social-cash-transfer/ways.ts";
import type { Officer } from "./sessions.ts";

const OFFICERS = "/data/officers/1.0";

const entry = z.looseObject({
  id: z.string(),
  personId: z.string(),
  applicant: z.object({ name: z.string(), birthDate: z.string() }).optional(),
  householdId: z.string(),
  programmeId: z.string(),
  status: z.string(),
  enrolledOn: z.string().optional(),
  account: z.looseObject({ modality: z.string(), institution: z.string(), number: z.string() }).optional(),
});

/** An application or an enrolment in the ministry's registry of beneficiaries. */
export type Entry = z.infer<typeof entry>;

const officer = z.looseObject({ name: z.string(), email: z.string(), duties: z.array(z.string()) });

const pageOf = <T extends z.ZodType>(shape: T) => z.looseObject({ results: z.array(shape) });

/** The entries of one status, as many as a page has. */
export async function listEntries(
  own: HttpClient,
  status: "candidate" | "enrolled",
): Promise<readonly Entry[]> {
  const listed = await own.send({ path: BENEFICIARIES, query: { "query.status": status, pageSize: 50 } });
  expectStatus(listed, 200);
  return expectShape(listed, pageOf(z.unknown())).results.flatMap((one) => {
    // Programmes of other kinds keep entries without a household, which this desk does not handle.
    const parsed = entry.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The ministry's officer with this address; undefined where it has none. */
export async function findOfficer(own: HttpClient, email: unknown): Promise<Officer | undefined> {
  if (typeof email !== "string") return undefined;
  const listed = await own.send({ path: OFFICERS, query: { "query.email": email } });
  expectStatus(listed, 200, 404);
  if (listed.status === 404) return undefined;
  const [found] = expectShape(listed, pageOf(officer)).results;
  return found === undefined || found.email !== email
    ? undefined
    : { name: found.name, email: found.email, duties: found.duties };
}

/** The names of the programmes, by number. */
export async function programmeNames(own: HttpClient): Promise<ReadonlyMap<string, string>> {
  const listed = await own.send({ path: PROGRAMMES, query: { pageSize: 50 } });
  expectStatus(listed, 200);
  const { results } = expectShape(listed, pageOf(z.looseObject({ id: z.string(), name: z.string() })));
  return new Map(results.map(({ id, name }) => [id, name]));
}
