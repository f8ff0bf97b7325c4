import type { Condition } from "./condition.ts";
import type { PlannedCall } from "./planned-call.ts";

/** A task at which an instance waits. */
export interface PlannedTask {
  readonly name: string;
  /** Absent: a person's. */
  readonly call?: PlannedCall;
}

/** All that is executed of a process. */
export interface Plan {
  /** What the engine is given: BPMN written anew, of checked elements only. */
  readonly source: string;
  /** By the id of the element. */
  readonly tasks: ReadonlyMap<string, PlannedTask>;
  /** Conditions and times that depend on values, by what the engine is told in their place. */
  readonly expressions: ReadonlyMap<string, Condition>;
  /** Ends that mean that the whole has failed, by their ids. */
  readonly failures: ReadonlySet<string>;
  /** What the process says of itself. */
  readonly isExecutable: boolean | undefined;
}
