import { type Answer, type Call, callerOf, correlationOf } from "./call.ts";
import type { Alter, Damage, Damaged, Seen, Way } from "./damage.ts";
import { type Listener, listen } from "./listen.ts";
import type { Mirror } from "./mirror.ts";
import type { Recognize } from "./recognize.ts";
import { sendCall } from "./send-call.ts";
import { createWitness, type Witness } from "./witness.ts";

/** What is wrong for a while: one operation, in one way. */
export interface Injection {
  readonly operation: string;
  readonly damage: Damage;
  /** The shadow, where the damage needs one. */
  readonly mirror?: Mirror;
}

/** A proxy before a server, or before the sink. */
export interface Interposed extends Listener {
  /** Where calls go on to. Undefined: they are broken off. */
  upstream: string | undefined;
  /** Damages from now on, or not any more. */
  inject(injection: Injection | undefined): void;
  /** Whether the damage has touched a call of a check, given what marks its calls, or any call at all. */
  touched(correlation?: string): boolean;
  /** By operation, what was seen since the last call of this. */
  takeSeen(): ReadonlyMap<string, readonly Seen[]>;
}

interface State {
  readonly recognize: Recognize;
  readonly witness: Witness;
  readonly touched: Set<string>;
  upstream: string | undefined;
  injection?: (Injection & { readonly alter: Alter }) | undefined;
}

/** Opens a proxy on loopback. `client` is who the checks are. */
export async function openProxy(recognize: Recognize, client: string): Promise<Interposed> {
  const state: State = {
    recognize,
    witness: createWitness(client),
    touched: new Set(),
    upstream: undefined,
  };
  const listener = await listen((call) => passOn(state, call));
  return {
    ...listener,
    get upstream() {
      return state.upstream;
    },
    set upstream(address) {
      state.upstream = address;
    },
    inject: (injection) => {
      state.touched.clear();
      state.witness.forget();
      state.injection = injection && { ...injection, alter: injection.damage.start() };
    },
    touched: (correlation) =>
      correlation === undefined ? state.touched.size > 0 : state.touched.has(correlation),
    takeSeen: () => state.witness.takeSeen(),
  };
}

async function passOn(state: State, call: Call): Promise<Pick<Damaged, "answer" | "end">> {
  const { injection, witness } = state;
  const operation = state.recognize(call);
  witness.hear(call);
  const send = (to: Call) => sendUp(state, to);
  if (injection === undefined) {
    const answer = await send(call);
    if (operation !== undefined) witness.see(operation, call, answer);
    return { answer };
  }
  if (operation !== injection.operation) return { answer: await sendBoth(injection, call, send) };
  const damaged = await injection.alter(call, wayOf(state, injection, call, send));
  if (damaged.touched) state.touched.add(correlationOf(call));
  return damaged;
}

function wayOf({ witness }: State, { mirror }: Injection, call: Call, send: Way["send"]): Way {
  const callers = witness.callersOf(call).filter((caller) => caller !== callerOf(call));
  const sendToShadow = mirror?.ask ?? (() => Promise.reject(new Error("the damage has no shadow")));
  return { send, sendToShadow, callers };
}

async function sendBoth({ mirror }: Injection, call: Call, send: Way["send"]): Promise<Answer> {
  const answer = await send(call);
  if (mirror !== undefined && call.method !== "GET") await mirror.repeat(call, answer);
  return answer;
}

function sendUp({ upstream }: State, call: Call): Promise<Answer> {
  return upstream === undefined ? Promise.reject(new Error("nobody is there")) : sendCall(upstream, call);
}
