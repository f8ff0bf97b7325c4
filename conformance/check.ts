import type { Block, SmokeCheck, UseCaseNeeds } from "../charts/spi/index.ts";
import type { CallbackSink } from "./callback-sink.ts";
import type { Exchange, HttpClient } from "./http.ts";
import type { InsideAddress } from "./inside-address.ts";

/** How much a statement weighs in GovStack's specification. A skipped REQUIRED check is not green. */
export type Level = "REQUIRED" | "RECOMMENDED" | "OPTIONAL";

/** Whether running a check changes what the part holds. Writes run outside production only, or when allowed. */
export type Effect = "read" | "write";

/** The part that a suite is run against. It need not be one that this tool installed. */
export interface Target {
  readonly part: string;
  readonly block: Block;
  /** The product's id and release, or `unknown` where the part was given by URL only. */
  readonly product: string;
  /** The name of the organization that runs it; absent where nobody said. */
  readonly owner?: string;
  /** With the product's base path, without a slash at its end. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who the checks are to the mediator: `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  readonly client: string;
  /** What is known of it beyond the specification, such as where one-time codes are read; suites read what they need. */
  readonly fixtures?: Readonly<Record<string, unknown>>;
  /** Why the block's suite does not run: the product speaks another API, which its smoke checks ask. */
  readonly otherApi?: string;
  /** What the product says that it answers, each with the base URL of the port that is asked; run before the suite. */
  readonly smoke?: readonly { readonly check: SmokeCheck; readonly url: string }[];
  /** The part's own socket in a cluster whose inside speaks TLS; absent where it speaks none, or nobody gets there. */
  readonly inside?: InsideAddress;
}

/** What a check has at hand. Everything that it does through `http` stands in the report, masked. */
export interface CheckContext {
  readonly target: Target;
  readonly http: HttpClient;
  /** Where emitted operations arrive; undefined where the run has none, and the check is then skipped. */
  readonly sink: CallbackSink | undefined;
  /** A name that is new in every run and marked as a test's: `cs-test-` and 12 hex digits. */
  readonly mark: string;
  /** Run after the check, last one first, whatever came of it. */
  cleanUp(action: () => Promise<void>): void;
}

/** One verifiable statement about a block. */
export interface Check {
  /** Unique in the suite, kebab-case, such as `read-unknown-record`. */
  readonly id: string;
  /** An id in the block's `operations.yaml`. */
  readonly operation: string;
  /** What holds when it passes, in words that a person in a ministry understands. */
  readonly title: string;
  /** The section of the specification: file and path, or chapter. */
  readonly section: string;
  readonly level: Level;
  readonly effect: Effect;
  /** A positive check does what is allowed; a negative one, what must be refused. */
  readonly kind: "positive" | "negative";
  /** The base URL that is asked, where it is not the target's: another port of the part, without the part's headers. */
  readonly url?: string;
  /** Changes what other checks rely on, and so runs alone. */
  readonly exclusive?: boolean;
  /** Needs a {@link CallbackSink}. */
  readonly needsSink?: boolean;
  /** Throws an {@link Unmet} where the statement does not hold; anything else it throws is an error of the check. */
  readonly run: (context: CheckContext) => Promise<void>;
}

/** All checks of a block. */
export interface Suite {
  readonly block: Block;
  /** The version of GovStack's specification that it was written from. */
  readonly specification: string;
  readonly checks: readonly Check[];
}

/** What the steps of a use case have at hand: the parts by role, and the way through the mediator. */
export interface UseCaseContext {
  /** The target of each role. */
  readonly roles: Readonly<Record<string, Target>>;
  /** The path of a role's service at the mediator: `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE`. */
  readonly servicePath: Readonly<Record<string, string>>;
  /** A client of the mediator's address. */
  readonly mediator: HttpClient;
  readonly mediatorTarget: Target;
  /** A client of a role's own address: what the person or officer at that ministry uses. */
  readonly direct: (role: string) => HttpClient;
  /** Where call-backs arrive; undefined where the run has no such place. */
  readonly sink: CallbackSink | undefined;
  /** Sent with every request of the story, and to be seen again at every hop. */
  readonly correlationId: string;
  readonly mark: string;
  /** Names the hop and what is done there; the report shows it and a failure names it. */
  step<T>(hop: string, title: string, action: () => Promise<T>): Promise<T>;
  cleanUp(action: () => Promise<void>): void;
}

/** A story of a use case: the main one, or a negative twin that must leave nothing behind. */
export interface Story {
  readonly id: string;
  readonly title: string;
  readonly kind: "positive" | "negative";
  /** The optional role that it is about; where nobody plays it, there is no such story. */
  readonly about?: string;
  readonly run: (context: UseCaseContext) => Promise<void>;
}

/** A story across blocks. */
export interface UseCase extends UseCaseNeeds {
  readonly load: () => Promise<{ readonly default: readonly Story[] }>;
}

/** The statement of a check does not hold. `exchange` is the request and answer that show it. */
export class Unmet extends Error {
  readonly exchange: Exchange | undefined;

  constructor(message: string, exchange?: Exchange) {
    super(message);
    this.name = "Unmet";
    this.exchange = exchange;
  }
}

/** The check does not apply to this target; the sentence says why. Counts as skipped, never as passed. */
export class NotApplicable extends Error {}
