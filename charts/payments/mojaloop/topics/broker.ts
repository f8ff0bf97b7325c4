import { connect } from "node:net";
import { WireReader, WireWriter } from "./wire.ts";

/** One message is at most this long; a list of topics is much shorter. */
const LARGEST_ANSWER = 1 << 24;
const TIMEOUT_MS = 10_000;

/** A host and its port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** An operation of Kafka's protocol in one of its versions. */
export interface Operation<T> {
  readonly key: number;
  readonly version: number;
  readonly write: (request: WireWriter) => void;
  readonly read: (answer: WireReader) => T;
}

/**
 * Asks a broker one thing over a connection of its own. Throws with one sentence where nobody answers within ten
 * seconds or the answer is none.
 */
export function askBroker<T>(
  { host, port }: Address,
  operation: Operation<T>,
  stop: AbortSignal,
): Promise<T> {
  const request = new WireWriter().int16(operation.key).int16(operation.version).int32(CORRELATION);
  operation.write(request.string("country-stack"));
  return new Promise<T>((resolve, reject) => {
    const socket = connect({ host, port });
    let received: Buffer = Buffer.alloc(0);
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(`the broker ${host}:${port} ${reason}`));
    };
    const stopped = () => fail("was not waited for");
    socket.setTimeout(TIMEOUT_MS, () => fail("does not answer"));
    socket.on("connect", () => socket.write(request.frame()));
    socket.on("error", ({ message }) => fail(`is not there: ${message}`));
    socket.on("end", () => fail("ended the connection"));
    socket.on("close", () => stop.removeEventListener("abort", stopped));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        const message = completeMessage(received);
        if (message === undefined) return;
        socket.destroy();
        resolve(readAnswer(message, operation));
      } catch (error) {
        fail(`speaks something else than Kafka's protocol: ${(error as Error).message}`);
      }
    });
    if (stop.aborted) stopped();
    else stop.addEventListener("abort", stopped);
  });
}

const CORRELATION = 1;

/** The first message of what was received, once all of it is there. */
function completeMessage(received: Buffer): Buffer | undefined {
  if (received.length < 4) return undefined;
  const length = received.readInt32BE();
  if (length > LARGEST_ANSWER || length < 0) throw new RangeError(`a message of ${length} bytes`);
  return received.length < length + 4 ? undefined : received.subarray(4, length + 4);
}

function readAnswer<T>(message: Buffer, { read }: Operation<T>): T {
  const answer = new WireReader(message);
  const correlation = answer.int32();
  if (correlation !== CORRELATION) throw new RangeError(`an answer to request ${correlation}`);
  return read(answer);
}
