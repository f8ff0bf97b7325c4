import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import type { Address, Email } from "postal-mime";

/** The newest that are kept, in memory only: nothing readable is on the disk, and a restart empties it. */
const MOST_MESSAGES = 500;
const MOST_CHARACTERS = 16 << 20;
/** What one may have: more than the encodings of e-mail make of the largest request. */
const MOST_BYTES = 4 << 20;

/** An e-mail that has arrived in the mailbox of development. */
export interface Received {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** Whom it was handed over for, also blind. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly from: string;
  readonly fromName: string;
  readonly replyTo: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** A mail server of development's own, which passes nothing on. */
export interface Mailbox {
  /** Its port on loopback, once it listens. */
  readonly port: Promise<number>;
  /** What has arrived, the newest first; for one address, in capital or small letters. */
  list(to?: string): readonly Received[];
  close(): Promise<void>;
}

/**
 * Opens a mailbox on loopback. So that both can be tried, addresses `bounce@…` and `bounce+…@…` are refused for good,
 * and those with `defer` every other time.
 */
export function openMailbox(mostCharacters: number = MOST_CHARACTERS): Mailbox {
  const messages: Received[] = [];
  const opening = listen((one) => {
    messages.unshift(one);
    messages.length = countKept(messages, mostCharacters);
  });
  // Whoever waits for the port is told; without anybody a rejection would end the process.
  opening.catch(() => undefined);
  return {
    port: opening.then(({ port }) => port),
    list: (to) => {
      const wanted = to?.toLowerCase();
      if (wanted === undefined) return messages;
      return messages.filter(({ envelope }) => envelope.to.some((one) => one.toLowerCase() === wanted));
    },
    close: async () => (await opening).close(),
  };
}

/** How many of the newest are kept. */
function countKept(messages: readonly Received[], mostCharacters: number): number {
  let characters = 0;
  const full = messages.findIndex(({ text }, index) => {
    characters += text.length;
    return index >= MOST_MESSAGES || (index > 0 && characters > mostCharacters);
  });
  return full < 0 ? messages.length : full;
}

async function listen(
  take: (message: Received) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const [{ SMTPServer }, { default: PostalMime }] = await Promise.all([
    import("smtp-server"),
    import("postal-mime"),
  ]);
  let count = 0;
  const deferred = new Set<string>();
  const server = new SMTPServer({
    banner: "country-stack development mailbox",
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    size: MOST_BYTES,
    closeTimeout: 500,
    onRcptTo: ({ address }, _session, answer) => answer(refusalOf(address, deferred)),
    onData: (stream, { envelope }, answer) => {
      const sender = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      readAll(stream)
        .then((bytes) => {
          if (stream.sizeExceeded) throw refusal(552, "the e-mail is too large");
          return PostalMime.parse(bytes);
        })
        .then((email) => {
          count += 1;
          take(describe(String(count), { from: sender, to }, email));
          answer(null);
        })
        .catch((error: Error) => answer(error));
    },
  });
  // A connection that breaks is the other side's affair.
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve, reject) => listening.once("listening", resolve).once("error", reject));
  // It is the server around it that keeps the process alive.
  listening.unref();
  const { port } = listening.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function refusalOf(address: string, deferred: Set<string>): Error | null {
  const [kind] = /^(?:bounce|defer)(?=[+@])/i.exec(address) ?? [];
  if (kind === undefined || deferred.delete(address)) return null;
  const isForGood = kind.toLowerCase() === "bounce";
  if (!isForGood) deferred.add(address);
  return isForGood
    ? refusal(550, "there is no such mailbox")
    : refusal(450, "this mailbox takes nothing at the moment");
}

function refusal(responseCode: number, sentence: string): Error {
  return Object.assign(new Error(sentence), { responseCode });
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    // The rest of what is too large is read and thrown away.
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describe(id: string, envelope: Received["envelope"], email: Email): Received {
  const addresses = (list: readonly Address[] = []) =>
    list.flatMap((one) => (one.address === undefined ? [] : [one.address]));
  return {
    id,
    receivedAt: new Date().toISOString(),
    envelope,
    from: email.from?.address ?? "",
    fromName: email.from?.name ?? "",
    replyTo: addresses(email.replyTo),
    to: addresses(email.to),
    cc: addresses(email.cc),
    subject: email.subject ?? "",
    text: (email.text ?? "").replace(/\n$/, ""),
  };
}
