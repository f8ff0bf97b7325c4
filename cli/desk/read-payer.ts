import { z } from "zod";
import type { Payer } from "../../conformance/use-cases/unconditional-social-cash-transfer/payments.ts";
import type { ReachedPart } from "./cast.ts";

const fixtures = z.looseObject({ world: z.string().startsWith("/") });
const world = z.looseObject({
  payers: z.array(z.looseObject({ id: z.string(), account: z.string() })).min(1),
});

/**
 * The account out of which a ministry's programmes are paid: its own at the payment system, under the ministry's name
 * in the profile, else the payment system's first one.
 */
export async function readPayer(paying: ReachedPart, ministry: string): Promise<Payer> {
  const { part, url, headers, fixtures: told } = paying;
  const known = fixtures.safeParse(told);
  if (!known.success) throw new Error(`${part} does not say out of which account is paid`);
  const read = await fetch(url + known.data.world, { headers });
  const parsed = world.safeParse(await read.json().catch(() => undefined));
  const payers = parsed.data?.payers ?? [];
  const payer = payers.find(({ id }) => id === ministry) ?? payers[0];
  if (payer === undefined) throw new Error(`${part} has no payer: it answered ${read.status}`);
  return { institution: payer.id, account: payer.account };
}
