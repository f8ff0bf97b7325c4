import type { CallbackSink } from "../../callback-sink.ts";

/** How long a result may take to be called back, in milliseconds. */
const RESULT_MS = 10_000;

/** Where results arrive that the payment system calls back with. */
export interface Inbox {
  /** The URL that is given for one result; `name` tells results of one application apart. */
  urlFor(name: string): string;
  /** The first result at that URL; undefined where none comes in time. */
  next(name: string): Promise<unknown>;
}

/** The mark at a sink under which results of that name arrive. */
export const markOf = (prefix: string, name: string): string => `${prefix}-${name}`;

/** An inbox at a sink, for results of one prefix. */
export function openInbox(sink: CallbackSink, prefix: string, withinMs = RESULT_MS): Inbox {
  return {
    urlFor: (name) => sink.urlFor(markOf(prefix, name)),
    next: async (name) => {
      const call = await sink.next(markOf(prefix, name), ({ method }) => method === "POST", withinMs);
      return call === undefined ? undefined : JSON.parse(call.body);
    },
  };
}
