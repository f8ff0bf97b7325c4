import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CallLog } from "./call-log.ts";
import type { CallbackSink } from "./callback-sink.ts";
import { receiveCall } from "./receive-call.ts";
import { readSink } from "./sink-reader.ts";

/**
 * A sink on a free port of 127.0.0.1, for parts that run on the same machine. It answers 404 to a URL that no check
 * asked for and 413 to bodies above 1 MiB, and keeps neither.
 */
export async function openLoopbackSink(): Promise<CallbackSink> {
  const log = new CallLog(false);
  const server = createServer((request, response) => void receiveCall(log, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reader = readSink(log);
  return {
    ...reader,
    urlFor: (mark) => {
      log.expect(mark);
      return `${base}/${encodeURIComponent(mark)}`;
    },
    close: async () => {
      await reader.close();
      log.close();
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
