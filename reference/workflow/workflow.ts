import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Store } from "../store.ts";
import { whyRefused } from "../target-address.ts";
import { type Definition, planOf } from "./definition.ts";
import type { Plan } from "./plan.ts";
import type { JudgeTarget } from "./planned-call.ts";
import { findRevision } from "./processes.ts";
import type { WorkflowSettings } from "./settings.ts";
import { Turns } from "./turns.ts";

const MOST_PLANS = 200;

/** What every operation of this block works with. */
export class Workflow {
  readonly store: Store;
  readonly settings: WorkflowSettings;
  readonly config: ReferenceConfig;
  /** Who changes an instance; each has it for itself. */
  readonly turns = new Turns<number>();
  readonly #plans = new Map<string, Plan>();
  #onWork: () => void = () => undefined;

  constructor(store: Store, settings: WorkflowSettings, config: ReferenceConfig) {
    this.store = store;
    this.settings = settings;
    this.config = config;
  }

  /** Why a URL may not be called, as far as its text tells. */
  get judge(): JudgeTarget {
    return (url) => (this.settings.allowLoopbackTargets ? undefined : whyRefused(url));
  }

  /** What is executed of a definition. Refuses what is not. */
  planOf(definition: Definition): Plan | undefined {
    return planOf(definition, this.judge);
  }

  /** What is executed of a revision that was accepted once. Throws where there is no such thing: a bug. */
  planOfRevision(process: string, revision: number): Plan {
    const key = `${process} ${revision}`;
    const known = this.#plans.get(key) ?? this.#readPlan(process, revision);
    this.#plans.delete(key);
    this.#plans.set(key, known);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return known;
  }

  /** Says whom to wake when there may be calls or timers. */
  set onWork(wake: () => void) {
    this.#onWork = wake;
  }

  /** There may be calls or timers now. */
  wake(): void {
    this.#onWork();
  }

  #readPlan(process: string, revision: number): Plan {
    const definition = this.store.read((db) => findRevision(db, process, revision));
    // What may be called can have changed since; whoever calls looks at it again.
    const plan = definition && planOf(definition, () => undefined);
    if (plan === undefined) throw new Error(`revision ${revision} of ${process} cannot be executed`);
    return plan;
  }
}
