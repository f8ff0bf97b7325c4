import type { CallbackSink } from "../../conformance/callback-sink.ts";
import type { Target } from "../../conformance/check.ts";
import type { Payer } from "../../conformance/use-cases/unconditional-social-cash-transfer/payments.ts";

/** A part as the desk reaches it. */
export interface ReachedPart extends Target {
  /** Its path at the mediator, `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE`. */
  readonly servicePath: string;
}

/** The roles of the use case that not every country has a part for, and that the desk asks where there is one. */
export const FURTHER_ROLES = ["consenting", "scheduling", "telling"] as const;
export type FurtherRole = (typeof FURTHER_ROLES)[number];

/** The parts that play the use case's roles, and where results arrive. */
export interface Cast {
  readonly asking: ReachedPart;
  readonly holding: ReachedPart;
  readonly paying: ReachedPart;
  readonly mediator: ReachedPart;
  readonly further: Readonly<Partial<Record<FurtherRole, ReachedPart>>>;
  /** The ministry's name. */
  readonly ministry: string;
  /** Who the ministry's application is to the mediator, `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  readonly caller: string;
  readonly payer: Payer;
  readonly sink: CallbackSink;
}
