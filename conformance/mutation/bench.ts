import type { Block } from "../../charts/spi/index.ts";
import type { CallbackSink } from "../callback-sink.ts";
import type { Target } from "../check.ts";
import { openLoopbackSink } from "../loopback-sink.ts";
import type { ListedOperation } from "../suites/operations.ts";
import type { Damage, Seen } from "./damage.ts";
import { openMirror } from "./mirror.ts";
import { type Interposed, openProxy } from "./proxy.ts";
import { recognizeEmitted, recognizeServed } from "./recognize.ts";
import type { RunningServer } from "./reference-process.ts";

/** Who the checks are, at every bench. */
const CLIENT = "SANDBOX/GOV/country-stack/checks";
/** The mark at the sink under which the shadow calls, where no check looks. */
const SHADOW_MARK = "cs-shadow";

/** What a bench is made of. */
export interface BenchParts {
  readonly block: Block;
  readonly operations: readonly ListedOperation[];
  readonly startServer: (block: Block) => Promise<RunningServer>;
  /** The path at which a server shows all that it holds; undefined where it has none. */
  readonly holdings: string | undefined;
  /** What the checks know of the server beyond the specification. */
  readonly fixtures?: Target["fixtures"];
}

/** A server with proxies around it, on which one mutant after the other is tried. */
export interface Bench {
  readonly sink: CallbackSink;
  /** A new target at the same address: what checks remember of a target ends with it. */
  target(): Target;
  /** What was seen since the last call of this, by operation. */
  takeSeen(): ReadonlyMap<string, readonly Seen[]>;
  /** Damages one operation until {@link Bench.heal}. */
  injure(operation: ListedOperation, damage: Damage): Promise<void>;
  /** Whether the damage has touched a call of the check whose calls are so marked. */
  touched(correlations: readonly string[]): boolean;
  /** Whether it has touched any call. */
  touchedAny(): boolean;
  /** Ends the damage, and begins with a new server where something of it has stayed. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

interface State extends BenchParts {
  readonly part: Interposed;
  readonly arrivals: Interposed;
  server?: RunningServer | undefined;
  shadow?: RunningServer | undefined;
  empty?: string | undefined;
  emitted?: boolean;
}

/** Starts a server and opens the proxies and the sink. */
export async function openBench(parts: BenchParts): Promise<Bench> {
  const sink = await openLoopbackSink();
  const part = await openProxy(recognizeServed(parts.operations), CLIENT);
  const arrivals = await openProxy(recognizeEmitted(parts.operations), CLIENT);
  arrivals.upstream = new URL(sink.urlFor(SHADOW_MARK)).origin;
  const state: State = { ...parts, part, arrivals };
  const close = async () => {
    await Promise.all([state.server?.stop(), state.shadow?.stop()]);
    await Promise.all([part.close(), arrivals.close(), sink.close()]);
  };
  await restart(state).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    sink: { ...sink, urlFor: (mark) => sink.urlFor(mark).replace(/^https?:\/\/[^/]+/, arrivals.url) },
    target: () => targetOf(parts, part.url),
    takeSeen: () => new Map([...part.takeSeen(), ...arrivals.takeSeen()]),
    injure: (operation, damage) => injure(state, operation, damage),
    touched: (marks) => (state.emitted ? arrivals.touched() : marks.some((mark) => part.touched(mark))),
    touchedAny: () => part.touched() || arrivals.touched(),
    heal: () => heal(state),
    close,
  };
}

function targetOf({ block, fixtures }: BenchParts, url: string): Target {
  const known = fixtures === undefined ? {} : { fixtures };
  return { part: "mutant", block, product: "reference", url, headers: {}, client: CLIENT, ...known };
}

async function restart(state: State): Promise<void> {
  await state.server?.stop();
  state.server = undefined;
  state.server = await state.startServer(state.block);
  state.part.upstream = state.server.url;
  state.empty = await holdingsOf(state);
}

async function injure(state: State, { id, direction }: ListedOperation, damage: Damage): Promise<void> {
  state.emitted = direction === "emitted";
  const injection = { operation: id, damage };
  if (state.emitted) return state.arrivals.inject(injection);
  if (damage.shadowed !== true) return state.part.inject(injection);
  // Both begin with nothing, so that numbers that servers count up are the same at both.
  const [shadow] = await Promise.all([state.startServer(state.block), restart(state)]);
  state.shadow = shadow;
  const mirror = openMirror(shadow.url, [
    [state.part.url, shadow.url],
    [`${state.arrivals.url}/`, `${state.arrivals.url}/${SHADOW_MARK}/`],
  ]);
  state.part.inject({ ...injection, mirror });
}

async function heal(state: State): Promise<void> {
  state.part.inject(undefined);
  state.arrivals.inject(undefined);
  await state.shadow?.stop();
  state.shadow = undefined;
  if ((await holdingsOf(state)) !== state.empty) await restart(state);
}

async function holdingsOf({ server, holdings }: State): Promise<string | undefined> {
  if (holdings === undefined || server === undefined) return undefined;
  const headers = { "Information-Mediator-Client": CLIENT };
  const answer = await fetch(`${server.url}${holdings}`, { headers }).catch(() => undefined);
  return answer?.text();
}
