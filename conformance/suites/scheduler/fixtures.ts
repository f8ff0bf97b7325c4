import { z } from "zod";
import type { CheckContext } from "../../check.ts";

const pair = z.looseObject({ id: z.string().min(1), token: z.string().min(1) });

/** What the checks can be told of a product, since nothing in the specification issues tokens (docs/adr/0014). */
const fixtures = z.looseObject({ requestor: pair.optional(), stranger: pair.optional() });

/** Who asks: `requestor_id` and `request_token`. */
export interface Requestor {
  readonly requestor_id: string;
  readonly request_token: string;
}

/** Somebody who may do everything: as the target says, or the examples of the file. */
export function requestorOf(context: CheckContext): Requestor {
  const { id = "healthngoadmin1", token = "Organizer" } = read(context).requestor ?? {};
  return { requestor_id: id, request_token: token };
}

/** Somebody who may do nothing: as the target says, or a name that nobody has. */
export function strangerOf(context: CheckContext): Requestor {
  const name = `stranger-${context.mark}`;
  const { id = name, token = name } = read(context).stranger ?? {};
  return { requestor_id: id, request_token: token };
}

/** The fixtures of the target. Throws where they have another shape: wrong use. */
function read({ target }: CheckContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`the fixtures of ${target.part}: ${first?.path.join(".")}: ${first?.message}`);
}
