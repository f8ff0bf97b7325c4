import { randomUUID } from "node:crypto";

/** A transfer of the test. The amount as FSPIOP writes it; times in ISO 8601. */
export interface Transfer {
  readonly id: string;
  readonly payer: string;
  readonly payee: string;
  readonly amount: string;
  readonly expiration: string;
}

/** What ml-api-adapter puts on a topic for the ledger. */
export interface LedgerMessage {
  readonly topic: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** What the ledger says on `topic-notification-event`: for whom, of what, and the error where there is one. */
export interface Notification {
  readonly from: string;
  readonly to: string;
  readonly action: string;
  readonly status: string;
  readonly errorCode: string | undefined;
}

const CONTENT_TYPE = "application/vnd.interoperability.transfers+json;version=1.1";
/** A pair of Mojaloop's own test cases: the condition is the SHA-256 of what the fulfilment says in base64url. */
const FULFILMENT = "UNlJ98hZTY_dsw0cAqw4i_UN3v4utt7CZFB4yfLbVFA";
const CONDITION = "GRzLaTP7DJ9t4P-a_BA0WA9wzzlsugf00-Tn6kESAfM";

/** A transfer with an id of its own, good for a minute. */
export function newTransfer(payer: string, payee: string, amount: string): Transfer {
  const expiration = new Date(Date.now() + 60_000).toISOString();
  return { id: randomUUID(), payer, payee, amount, expiration };
}

/** POST /transfers (FSPIOP 1.1, 6.7.2.2), as it reaches the ledger. */
export function prepareMessage({ id, payer, payee, amount, expiration }: Transfer): LedgerMessage {
  const body = {
    transferId: id,
    payerFsp: payer,
    payeeFsp: payee,
    amount: { amount, currency: "XTS" },
    ilpPacket: Buffer.from("a packet that the ledger does not open").toString("base64url"),
    condition: CONDITION,
    expiration,
  };
  return envelope("prepare", "prepare", id, payer, payee, body);
}

/** PUT /transfers/ID by which the payee takes the money (FSPIOP 1.1, 6.7.4.1). */
export function fulfilMessage({ id, payer, payee }: Transfer): LedgerMessage {
  const body = {
    fulfilment: FULFILMENT,
    completedTimestamp: new Date().toISOString(),
    transferState: "COMMITTED",
  };
  return envelope("fulfil", "commit", id, payee, payer, body);
}

/** PUT /transfers/ID/error by which the payee refuses it (FSPIOP 1.1, 6.7.5.1). */
export function refuseMessage({ id, payer, payee }: Transfer): LedgerMessage {
  const body = { errorInformation: { errorCode: "5100", errorDescription: "the payee refuses" } };
  return envelope("fulfil", "abort", id, payee, payer, body);
}

function envelope(
  type: string,
  action: string,
  id: string,
  from: string,
  to: string,
  body: object,
): LedgerMessage {
  const headers = {
    "content-type": CONTENT_TYPE,
    date: new Date().toUTCString(),
    "fspiop-source": from,
    "fspiop-destination": to,
  };
  const payload = `data:${CONTENT_TYPE};base64,${Buffer.from(JSON.stringify(body)).toString("base64")}`;
  const state = { status: "success", code: 0 };
  const event = { id: randomUUID(), type, action, createdAt: new Date().toISOString(), state };
  return {
    topic: `topic-transfer-${type}`,
    message: {
      id,
      from,
      to,
      type: "application/json",
      content: { headers, uriParams: { id }, payload },
      metadata: { event },
    },
  };
}

/**
 * For Node in the ledger's pod: puts the message of standard input on its topic and prints the first notification of
 * its transfer that comes after it.
 */
export const EXCHANGE = `
const { KafkaConsumer, Producer } = require("node-rdkafka");
const { broker, topic, message } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const id = message.content.uriParams.id;
const fail = (error) => { console.error(error); process.exit(1); };
setTimeout(() => fail("no notification within 40 s"), 40_000);
const settings = { "metadata.broker.list": broker };
const group = { "group.id": "country-stack-test-" + id, "enable.auto.commit": false };
const consumer = new KafkaConsumer({ ...settings, ...group }, {});
const producer = new Producer(settings, { acks: -1 });
for (const client of [consumer, producer]) client.on("event.error", fail);
const where = { topic: "topic-notification-event", partition: 0 };
consumer.on("data", ({ value }) => {
  const said = JSON.parse(value.toString());
  if (said.content.uriParams.id !== id) return;
  process.stdout.write(JSON.stringify(said), () => process.exit(0));
});
consumer.connect({}, (error) => {
  if (error) fail(error);
  consumer.queryWatermarkOffsets(where.topic, where.partition, 10_000, (error, offsets) => {
    if (error) fail(error);
    consumer.assign([{ ...where, offset: offsets.highOffset }]);
    consumer.consume();
    producer.connect({}, (error) => {
      if (error) fail(error);
      producer.produce(topic, null, Buffer.from(JSON.stringify(message)), null);
      producer.flush(10_000, (error) => { if (error) fail(error); });
    });
  });
});
`;

/** What a notification of the ledger says. */
export function readNotification(text: string): Notification {
  const { from, to, content, metadata } = JSON.parse(text);
  const { action, state } = metadata.event;
  return { from, to, action, status: state.status, errorCode: errorCodeOf(content.payload) };
}

/** An error comes as it is, and what a participant sent as a data URL. */
function errorCodeOf(payload: string | { readonly errorInformation?: { readonly errorCode: string } }) {
  return typeof payload === "string" ? undefined : payload.errorInformation?.errorCode;
}
