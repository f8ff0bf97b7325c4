import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectShape, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";

/** What the checks can be told of a product, since the specification leaves it open (docs/adr/0013). */
const fixtures = z.looseObject({
  mailbox: z.string().startsWith("/").includes("{address}").optional(),
  bouncing: z.string().includes("{mark}").includes("@").optional(),
  deferring: z.string().includes("{mark}").includes("@").optional(),
  address: z.string().includes("{mark}").includes("@").default("{mark}@mail.example"),
});

/** The fixtures of the target. Throws where they have another shape: wrong use. */
function fixturesOf({ target }: CheckContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`the fixtures of ${target.part}: ${first?.path.join(".")}: ${first?.message}`);
}

/** An address of this check's own that takes e-mails; `name` tells several apart. */
export function addressOf(context: CheckContext, name = "to"): string {
  return fixturesOf(context).address.replace("{mark}", `${context.mark}-${name}`);
}

/** An address of this check's own that the mail server refuses: for good, or at first. */
export function refusedAddress(context: CheckContext, kind: "bouncing" | "deferring"): string {
  const address = fixturesOf(context)[kind];
  if (address === undefined) throw new NotApplicable(`no fixture names an address that is ${kind}`);
  return address.replace("{mark}", context.mark);
}

/** Whether it can be read what arrived. */
export function hasMailbox(context: CheckContext): boolean {
  return fixturesOf(context).mailbox !== undefined;
}

const message = z.looseObject({
  from: z.string(),
  replyTo: z.array(z.string()),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
});

/** An e-mail that has arrived. */
export type ArrivedEmail = z.infer<typeof message>;

const mailbox = z.looseObject({ messages: z.array(message) });

/** The e-mails that have arrived at an address, and the exchange that shows them. */
export async function readMailbox(
  context: CheckContext,
  address: string,
): Promise<{ readonly messages: readonly ArrivedEmail[]; readonly exchange: Exchange }> {
  const { mailbox: path } = fixturesOf(context);
  if (path === undefined) throw new NotApplicable("no fixture says where it can be read what arrived");
  const exchange = await context.http.send({ path: path.replace("{address}", encodeURIComponent(address)) });
  expectStatus(exchange, 200);
  return { messages: expectShape(exchange, mailbox).messages, exchange };
}
