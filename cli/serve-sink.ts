import { readFileSync } from "node:fs";
import { serveSink } from "../conformance/serve-sink.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import { readPort, untilSignal } from "./serve-reference.ts";
import type { Terminal } from "./terminal.ts";

/** `reference sink`: a call-back sink on all addresses of its pod, until SIGINT or SIGTERM. */
export async function runSink(
  terminal: Terminal,
  options: { port: string; tokenFile: string },
): Promise<void> {
  const port = readPort(options.port);
  const sink = await serveSink({ host: "0.0.0.0", port, token: readToken(options.tokenFile) });
  terminal.out(say.reference.sinkListening(sink.url));
  await untilSignal();
  await sink.stop();
}

function readToken(path: string): string {
  const token = readOrRefuse(path).trim();
  // Whoever guesses it reads what parts send.
  if (token.length < 32) throw new UsageError(say.reference.noToken(path));
  return token;
}

function readOrRefuse(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(say.reference.noToken(path));
  }
}
