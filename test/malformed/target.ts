import type { Block } from "../../charts/spi/index.ts";
import type { Caller } from "../kills/call.ts";
import type { Described, Vocabulary } from "./describe.ts";

/** A server to be fed with malformed requests. */
export interface Target {
  readonly block: Block;
  readonly seed: unknown;
  /** Paths that the server serves beyond its description. */
  readonly beyond: readonly Described[];
  /** Statuses of 500 and more that an answer may have, because a target behind the server does not answer. */
  readonly allowed: readonly number[];
  readonly words: () => Vocabulary;
  /** Puts back what malformed requests have rightly changed or deleted, so that the next ones reach as deep. */
  restore(caller: Caller): Promise<void>;
  /** An ordinary request that must be answered as ever in the end. */
  check(caller: Caller): Promise<void>;
}
