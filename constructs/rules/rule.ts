import type { AdviceId, Manifest, RuleId } from "../../charts/spi/index.ts";
import type { Examined } from "./examined.ts";
import type { Counterpart } from "./standards.ts";

/** The levels to which a namespace may have to be opened (Pod Security Standards). */
export type OpenLevel = "baseline" | "privileged";

/** The values of a deviation that its sentence is made of. */
export type DeviationParams = Readonly<Record<string, string | number>>;

/** One place where a rule is not kept. */
export interface Deviation {
  readonly part: string;
  /** The object; absent where it is the choice of the product itself. */
  readonly manifest?: Manifest;
  /** A JSON pointer into the object, to what is wrong there or to what is missing. */
  readonly path: string;
  readonly params: DeviationParams;
}

/** One statement that all objects of a stack have to bear out. */
export interface Rule {
  readonly id: RuleId | AdviceId;
  /** What it demands, without a full stop. */
  readonly title: string;
  /** `warning` for advice, which stops nothing. */
  readonly level: "error" | "warning";
  /** What it stands for in the published standards. */
  readonly counterparts: readonly Counterpart[];
  /** Without it, the API server takes the pods only in a namespace at this level of Pod Security. */
  readonly podSecurity?: OpenLevel;
  readonly check: (examined: Examined) => readonly Deviation[];
}
