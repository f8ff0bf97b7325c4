import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectShape, expectStatus } from "../../expect.ts";

const path = z.string().startsWith("/");

/** Whose money there is: accounts to pay from, and institutions with addresses to pay to. */
const world = z.looseObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  payers: z.array(z.looseObject({ id: z.string(), account: z.string(), currency: z.string().optional() })),
  institutions: z.array(z.looseObject({ id: z.string(), accounts: z.array(z.string()) })),
});

/** What money there is at a part under test. */
type World = z.infer<typeof world>;

/**
 * What the checks can know of a part beyond the specification (docs/adr/0012): where accounts are made for tests, or
 * which ones there are. Each may be missing; the checks that need it are then skipped.
 */
const fixtures = z.looseObject({
  /** A path at which the world is read, or the world itself. */
  world: z.union([path, world]).optional(),
  ledger: path.optional(),
  /** Paths with `{id}` in them, for PUT and DELETE. */
  payers: path.optional(),
  institutions: path.optional(),
  billers: path.optional(),
  /** A path with `{serialNumber}` in it, for GET and PUT. */
  vouchers: path.optional(),
});

/** The fixtures of a target; without any, none. Throws where they have another shape, which is an error of the run. */
export function fixturesOf({ target }: CheckContext): z.infer<typeof fixtures> {
  return fixtures.parse(target.fixtures ?? {});
}

const LACKING = {
  world: "which accounts there are",
  payers: "how an account to pay from is made for a test",
  institutions: "how an institution is made for a test",
  billers: "how a biller and its bills are made for a test",
  vouchers: "how the secret of a voucher reaches its holder",
} as const;

/** The path of a fixture with the name filled in. Throws a {@link NotApplicable} where it is not known. */
export function fixturePath(
  context: CheckContext,
  fixture: "payers" | "institutions" | "billers" | "vouchers",
  name: string,
): string {
  const known = fixturesOf(context)[fixture];
  if (known === undefined) throw lacking(fixture);
  return known.replace(/\{\w+\}/, encodeURIComponent(name));
}

/** Reads the world. Throws a {@link NotApplicable} where it is not known. */
export async function readWorld(context: CheckContext): Promise<World> {
  const known = fixturesOf(context).world;
  if (known === undefined) throw lacking("world");
  if (typeof known !== "string") return known;
  const read = await context.http.send({ path: known });
  // Outside development a part shows nothing of the kind, whatever its product declares.
  if (read.status === 404) throw lacking("world");
  expectStatus(read, 200);
  return expectShape(read, world);
}

/** The check cannot be done where this fixture is not known. */
export function lacking(fixture: keyof typeof LACKING): NotApplicable {
  return new NotApplicable(`nobody said ${LACKING[fixture]} here (fixture ${fixture})`);
}

/** Makes something for the test under this name, and has it taken away when the check is over. */
export async function make(
  context: CheckContext,
  fixture: "payers" | "institutions" | "billers",
  name: string,
  json: unknown,
): Promise<void> {
  const path = fixturePath(context, fixture, name);
  context.cleanUp(async () => {
    expectStatus(await context.http.send({ method: "DELETE", path }), 204);
  });
  expectStatus(await context.http.send({ method: "PUT", path, json }), 204);
}
