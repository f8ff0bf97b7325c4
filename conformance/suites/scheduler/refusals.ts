import type { Check, CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { strangerOf } from "./fixtures.ts";
import type { Parameters } from "./scene.ts";

/** The statuses with which something that is missing or wrong in a call may be refused. */
export const INVALID = [400, 422] as const;
/** Those for somebody who may not. */
const DENIED = [401, 403] as const;
/** Those for a call of nobody. */
const UNNAMED = [...INVALID, ...DENIED] as const;
/** Those for what the stored things forbid (docs/adr/0014). */
export const FORBIDDEN = [400, 403, 409, 422] as const;

/** A call of an operation that would be right, but for these parameters; and what must still hold after it. */
export interface Attempt {
  readonly send: (parameters: Parameters) => Promise<Exchange>;
  readonly unchanged: () => Promise<void>;
}

/** What is refused of every operation: calls of nobody, and of somebody who is not known. */
export function callerRefusal(
  id: string,
  what: string,
  prepare: (context: CheckContext) => Promise<Attempt>,
  unusual: Partial<Pick<Check, "effect">> = {},
): Statement {
  return negative(
    `${id}-stranger`,
    `${what} is refused where nobody says who asks, or somebody who is not known, and nothing comes of it`,
    async (context) => {
      const { send, unchanged } = await prepare(context);
      expectRefused(await send({ requestor_id: undefined }), ...UNNAMED);
      expectRefused(await send({ request_token: undefined }), ...UNNAMED);
      expectRefused(await send({ ...strangerOf(context) }), ...DENIED);
      await unchanged();
    },
    unusual,
  );
}

/** What is refused of every operation with `qry`; `broken` are contents of it that are wrong. */
export function contentRefusal(
  id: string,
  what: string,
  broken: readonly unknown[],
  prepare: (context: CheckContext) => Promise<Attempt>,
  unusual: Partial<Pick<Check, "effect">> = {},
): Statement {
  return negative(
    `${id}-malformed`,
    `${what} is refused where its content is missing, cut off or of another shape, and nothing comes of it`,
    async (context) => {
      const { send, unchanged } = await prepare(context);
      for (const qry of [undefined, ...broken]) expectRefused(await send({ qry }), ...INVALID);
      await unchanged();
    },
    unusual,
  );
}
