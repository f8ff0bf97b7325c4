import type { Answer, Call } from "./call.ts";
import { sendCall } from "./send-call.ts";

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** A server that is told what another one was told, and so holds the same under ids of its own. */
export interface Mirror {
  /** Tells the shadow what the first server was told and answered. */
  repeat(call: Call, answer: Answer): Promise<void>;
  /** Asks the shadow instead of the first server. */
  ask(call: Call): Promise<Answer>;
}

/**
 * Mirrors onto the shadow at this address. `addresses` are texts that have to be others there, so that the shadow
 * calls nobody who would take its calls for the first server's.
 */
export function openMirror(address: string, addresses: readonly (readonly [string, string])[]): Mirror {
  const ids = new Map<string, string>();
  const translate = (text: string) => {
    const moved = addresses.reduce((known, [from, to]) => known.replaceAll(from, to), text);
    return moved.replace(UUID, (id) => ids.get(id) ?? id);
  };
  const ask = ({ path, headers, body, ...call }: Call) =>
    sendCall(address, {
      ...call,
      path: translate(path),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, translate(value)])),
      body: translate(body),
    });
  return {
    ask,
    repeat: async (call, answer) => {
      const own = idsIn((await ask(call)).body);
      for (const [index, id] of idsIn(answer.body).entries()) ids.set(id, own[index] ?? id);
    },
  };
}

function idsIn(text: string): string[] {
  return text.match(UUID) ?? [];
}
