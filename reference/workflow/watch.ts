import { EventEmitter } from "node:events";

/** Something that happened at an activity. */
export interface Happening {
  readonly activity: string;
  readonly event: "started" | "completed" | "timedOut" | "failed";
}

const EVENTS: Readonly<Record<string, Happening["event"]>> = {
  "activity.start": "started",
  "activity.end": "completed",
  "activity.timeout": "timedOut",
  "activity.error": "failed",
};
const MOST_VISITS = 300;

/** Listens to the engine during a step. */
export class Watch {
  readonly happenings: Happening[] = [];
  readonly listener = new EventEmitter();
  #visits = 0;
  #reason: string | undefined;

  constructor(failures: ReadonlySet<string>) {
    for (const [name, event] of Object.entries(EVENTS))
      this.listener.on(name, ({ id }: { readonly id: string }) =>
        this.happenings.push({ activity: id, event }),
      );
    this.listener.on("activity.enter", () => this.#count());
    this.listener.on("activity.end", ({ id }: { readonly id: string }) => {
      if (failures.has(id)) this.fail(`it ended with the error ${id}`);
    });
  }

  get hasFailed(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): string {
    return this.#reason ?? "";
  }

  fail(error: unknown): void {
    this.#reason ??= error instanceof Error ? error.message : String(error);
  }

  #count(): void {
    this.#visits += 1;
    if (this.#visits > MOST_VISITS)
      throw new Error(`it went through ${MOST_VISITS} activities without waiting`);
  }
}
