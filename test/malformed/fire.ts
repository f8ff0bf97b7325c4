import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { readAnswers, type WireAnswer } from "./answers.ts";
import type { Shot } from "./wire.ts";

/** After so many milliseconds without an answer a request hangs. */
const PATIENCE = 3000;

/** What came of a shot. */
export interface Outcome {
  readonly answers: readonly WireAnswer[];
  readonly how: "answered" | "closed" | "left" | "hangs" | "not HTTP";
}

/** Sends a shot over a connection of its own. Never rejects: what the connection does is an outcome. */
export async function fire(port: number, shot: Shot): Promise<Outcome> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let answers: WireAnswer[] = [];
  const outcome = new Promise<Outcome>((resolve) => {
    const look = (ended: boolean): void => {
      try {
        answers = readAnswers(Buffer.concat(chunks), shot.method, ended);
      } catch {
        resolve({ answers, how: "not HTTP" });
        return;
      }
      if (answers.length >= (shot.expected ?? 1) || (ended && answers.length > 0))
        resolve({ answers, how: "answered" });
      else if (ended) resolve({ answers, how: "closed" });
    };
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      look(false);
    });
    socket.on("end", () => look(true));
    // A reset ends a connection too; what came before it counts.
    socket.on("error", () => look(true));
    socket.on("close", () => look(true));
  });
  await write(socket, shot);
  if (shot.ending === "leave") {
    socket.destroy();
    return { answers, how: "left" };
  }
  const hangs = new AbortController();
  const late = pause(PATIENCE, "hangs" as const, { signal: hangs.signal })
    .catch(() => "answered" as const)
    .then((how) => ({ answers, how }));
  const result = await Promise.race([outcome, late]);
  hangs.abort();
  socket.destroy();
  return result;
}

async function write(socket: ReturnType<typeof connect>, shot: Shot): Promise<void> {
  for (const part of shot.parts) {
    if (socket.destroyed) return;
    // Waiting for the buffer would wait for a server that has stopped reading: that is what the patience is for.
    await Promise.race([new Promise<void>((resolve) => socket.write(part, () => resolve())), pause(500)]);
    if (shot.parts.length > 1) await pause(2);
  }
  if (shot.ending === "either") socket.end();
}
