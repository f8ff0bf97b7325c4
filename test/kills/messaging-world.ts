import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { MessagingSink } from "./messaging-sink.ts";
import type { Random } from "./random.ts";
import { textOf, type World, type Write } from "./world.ts";

const END_LIMIT = 30_000;
const LARGEST_BATCH = 6;
const STATES = ["scheduled", "processing", "deferred", "bounced", "notSent", "delivered"];

/** What a client has had accepted, and what must come of it. */
interface Accepted {
  readonly uid: string;
  readonly client: number;
  readonly delivered: number;
  readonly bounced: number;
}

/** Eight clients that send e-mails, one by one and in batches, and pass replies on; `sink` is called back. */
export function createMessagingWorld(sink: MessagingSink): World {
  const journal = new Journal();
  const accepted = new Map<string, Accepted>();
  let turn = 0;
  return {
    block: "messaging",
    seed: {},
    file: "messaging.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      const own = [...accepted.values()].filter((one) => one.client === client);
      if (own.length > 0 && random.chance(0.2)) return passOn(random.pick(own), turn);
      return random.chance(0.4)
        ? sendBatch(accepted, sink, client, turn, random)
        : sendSingle(accepted, sink, client, turn, random);
    },
    inspect: async (caller) => {
      const complaints = await untilEnded(accepted, journal, sink);
      const state = new Map<string, string>();
      const look = async ([key, one]: readonly [string, Accepted]) => {
        const counts = await readCounts(caller, one);
        if (counts === undefined) return;
        state.set(key, one.uid);
        const wanted = { ...counts, delivered: one.delivered, bounced: one.bounced };
        const sum = Object.values(counts).reduce((a, b) => a + b, 0);
        if (textOf(counts) !== textOf(wanted) || sum !== one.delivered + one.bounced)
          complaints.push(`${key}: is ${textOf(counts)}, not ${textOf(wanted)}`);
      };
      await Promise.all([...accepted].map(look));
      for (const call of sink.taken) {
        const [uid = "", kind = "", number] = call.split(" ");
        if (kind === "reply") state.set(`reply/${number}`, uid);
      }
      return { state, complaints };
    },
  };
}

function headersOf(client: number): Record<string, string> {
  return { apiKey: `client-${client}` };
}

const addressFor = (turn: number, random: Random, index = 0): string =>
  `${random.chance(0.1) ? "bounce+" : ""}t${turn}-${index}@mail.example`;

function write(
  accepted: Map<string, Accepted>,
  client: number,
  turn: number,
  addresses: readonly string[],
  request: Pick<Write, "path" | "body">,
): Write {
  const key = `request/${turn}`;
  const bounced = addresses.filter((address) => address.startsWith("bounce+")).length;
  return {
    ...{ key, method: "POST", headers: headersOf(client), after: "any", status: 200, ...request },
    stored: (body) => {
      const uid = String((body as { requestUid: string }).requestUid);
      accepted.set(key, { uid, client, bounced, delivered: addresses.length - bounced });
      return uid;
    },
  };
}

function sendSingle(
  accepted: Map<string, Accepted>,
  sink: MessagingSink,
  client: number,
  turn: number,
  random: Random,
): Write {
  const email = addressFor(turn, random);
  return write(accepted, client, turn, [email], {
    path: "/send/email/single",
    body: {
      callback: { URI: sink.url },
      senderInfo: { email: "sender@mail.example" },
      recipientInfo: { email },
      emailContent: { title: `Turn ${turn}`, content: `Turn ${turn} é ü 漢` },
    },
  });
}

function sendBatch(
  accepted: Map<string, Accepted>,
  sink: MessagingSink,
  client: number,
  turn: number,
  random: Random,
): Write {
  const size = 1 + random.below(LARGEST_BATCH);
  const addresses = Array.from({ length: size }, (_, index) => addressFor(turn, random, index));
  const list = addresses.map((email) => ({ recipientInfo: { email } }));
  return write(accepted, client, turn, addresses, {
    path: "/send/email/batch",
    body: {
      callbackURI: { URI: sink.url },
      recipientInfo: { batchEmailAsBase64: Buffer.from(JSON.stringify(list)).toString("base64") },
      emailContent: { title: `Turn ${turn}`, content: `Turn ${turn}` },
    },
  });
}

/** What it leaves is seen where it was passed on to. */
function passOn({ uid, client }: Accepted, turn: number): Write {
  return {
    ...{ key: `reply/${turn}`, method: "POST", path: "/callback/email", after: uid, status: 200 },
    headers: { ...headersOf(client), requestUid: uid },
    body: { meta: `reply ${turn}` },
  };
}

/** Waits until every sender was told the end of each request and every reply; says what did not come. */
async function untilEnded(
  accepted: ReadonlyMap<string, Accepted>,
  journal: Journal,
  sink: MessagingSink,
): Promise<string[]> {
  const replies = [...journal.keys()].filter((key) => key.startsWith("reply/"));
  const wanted = [
    ...[...accepted.values()].map(({ uid }) => `${uid} status`),
    ...replies.map((key) => `${journal.value(key)} reply ${key.slice("reply/".length)}`),
  ];
  const missing = () => wanted.filter((call) => !sink.taken.has(call));
  const end = Date.now() + END_LIMIT;
  while (missing().length > 0 && Date.now() < end) await pause(20);
  return missing().map((call) => `the call-back ${call} is owed and did not come`);
}

async function readCounts(
  caller: Caller,
  { uid, client }: Accepted,
): Promise<Record<string, number> | undefined> {
  const path = `/status/email?status=${STATES.join(",")}`;
  const headers = { ...headersOf(client), requestUid: uid };
  const { status, body } = await caller.send({ method: "GET", path, headers });
  return status === 200 ? body : undefined;
}
