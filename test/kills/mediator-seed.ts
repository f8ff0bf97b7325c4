export const INSTANCE = "SANDBOX";
export const ROOM = `${INSTANCE}/GOV/1/room`;
export const PULLER = `${INSTANCE}/GOV/4/puller`;
/** The event type that is published to, and those that are only subscribed to. */
export const TYPE = "happened";
export const TOPICS = ["topic-0", "topic-1", "topic-2"];

/** The application of a client. */
export function applicationOf(client: number): string {
  return `${INSTANCE}/GOV/9/client-${client}`;
}

/** A room with a service, two PUSH subscribers (the second FIFO), a PULL subscriber, and the clients. */
export function mediatorSeed(sinkUrl: string, clients: number): unknown {
  const numbers = Array.from({ length: clients }, (_, client) => client);
  const rights = numbers.map((client) => ({ member: "GOV/9", application: `client-${client}` }));
  const service = (id: string, path: string, has: readonly unknown[] = []): unknown => ({
    id,
    serviceUrl: `${sinkUrl}${path}`,
    specUrl: `${sinkUrl}/openapi.json`,
    rights: has,
  });
  const member = (code: string, ...applications: readonly unknown[]): unknown => ({
    name: `member ${code}`,
    class: "GOV",
    code,
    applications,
  });
  const types = [TYPE, ...TOPICS];
  return {
    members: [
      member("1", { id: "room", services: [service("echo", "/echo", rights), service("guarded", "/echo")] }),
      member("2", { id: "any-order", services: [service("events", "/any-order")] }),
      member("3", { id: "in-order", services: [service("events", "/in-order")] }),
      member("4", { id: "puller" }),
      member("9", ...numbers.map((client) => ({ id: `client-${client}` }))),
    ],
    eventTypes: types.map((eventType) => ({ room: ROOM, eventType, schema: { type: "object" } })),
    subscriptions: [
      { room: ROOM, subscriber: `${INSTANCE}/GOV/2/any-order`, eventType: TYPE, delivery: "PUSH" },
      ...[{ room: ROOM, subscriber: `${INSTANCE}/GOV/3/in-order`, eventType: TYPE, delivery: "PUSH" }].map(
        (one) => ({ ...one, options: { FIFO: true } }),
      ),
      { room: ROOM, subscriber: PULLER, eventType: TYPE, delivery: "PULL" },
    ],
  };
}
