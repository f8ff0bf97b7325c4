import { createHash } from "node:crypto";

/** The options of a Kafka node in a profile. */
export interface KafkaOptions {
  readonly retentionHours: number;
  readonly autoCreateTopics: boolean;
}

/** Where messages are, on the volume. */
export const DATA = "/var/lib/kafka/data";

/** The lines of `server.properties` of a node that is broker and controller at once and has no others. */
export function serverProperties(options: KafkaOptions, host: string, port: number): string {
  const one = { factor: 1, least: 1 };
  const settings = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": "1@localhost:9093",
    // What only the node itself calls listens on loopback.
    listeners: `CLIENTS://:${port},INSIDE://localhost:9094,CONTROLLER://localhost:9093`,
    "advertised.listeners": `CLIENTS://${host}:${port},INSIDE://localhost:9094`,
    "listener.security.protocol.map": "CLIENTS:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "INSIDE",
    "controller.listener.names": "CONTROLLER",
    // A volume may hold lost+found, which Kafka takes for a topic's folder.
    "log.dirs": `${DATA}/messages`,
    "log.retention.hours": options.retentionHours,
    "auto.create.topics.enable": options.autoCreateTopics,
    "num.partitions": 1,
    "default.replication.factor": one.factor,
    "offsets.topic.replication.factor": one.factor,
    "transaction.state.log.replication.factor": one.factor,
    "transaction.state.log.min.isr": one.least,
    "share.coordinator.state.topic.replication.factor": one.factor,
    "share.coordinator.state.topic.min.isr": one.least,
    "group.initial.rebalance.delay.ms": 0,
    // The default of 128 MiB does not fit into the heap of the smallest size.
    "log.cleaner.dedupe.buffer.size": 16 * 2 ** 20,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** Log4j's settings: everything to standard output, since the root file system is read-only. */
export const LOG_PROPERTIES = `status=error
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
`;

/** The cluster's id, 16 bytes as base64url: the same for the same part, so that a volume is known again. */
export function clusterId(stack: string, part: string): string {
  const id = createHash("sha256").update(`${stack}/${part}`).digest().subarray(0, 16).toString("base64url");
  // Kafka's tools take an argument that begins with a dash for an option.
  return id.replace(/^-/, "A");
}
