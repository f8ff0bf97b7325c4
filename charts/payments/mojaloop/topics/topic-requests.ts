import { type Address, askBroker, type Operation } from "./broker.ts";

const ALREADY_EXISTS = 36;
const NOT_CONTROLLER = 41;
/** Leaves the number of replicas to the broker (KIP-464). */
const BROKERS_CHOICE = -1;
const CREATION_TIMEOUT_MS = 8000;

/** What a cluster says of itself. */
interface Metadata {
  readonly controller: Address | undefined;
  /** Topics all of whose partitions have a leader. */
  readonly topics: readonly string[];
}

/** Metadata, version 1: without auto-creation, for it asks for all topics. Understood from Kafka 0.10 to 4. */
const METADATA: Operation<Metadata> = {
  key: 3,
  version: 1,
  write: (request) => void request.int32(-1),
  read: (answer) => {
    const brokers = answer.array(() => {
      const id = answer.int32();
      const host = answer.string() ?? "";
      const port = answer.int32();
      answer.string();
      return { id, host, port };
    });
    const controllerId = answer.int32();
    const topics = answer.array(() => {
      const error = answer.int16();
      const name = answer.string() ?? "";
      answer.int8();
      const partitions = answer.array(() => {
        const partitionError = answer.int16();
        answer.int32();
        const leader = answer.int32();
        answer.array(() => answer.int32());
        answer.array(() => answer.int32());
        return partitionError === 0 && leader >= 0;
      });
      return { name, isReady: error === 0 && partitions.length > 0 && partitions.every(Boolean) };
    });
    return {
      controller: brokers.find(({ id }) => id === controllerId),
      topics: topics.filter(({ isReady }) => isReady).map(({ name }) => name),
    };
  },
};

interface Creation {
  readonly name: string;
  readonly error: number;
  readonly message: string | undefined;
}

/** CreateTopics, version 4: the first that lets the broker choose the replicas. Understood from Kafka 2.4 to 4. */
const createTopicsRequest = (
  names: readonly string[],
  partitions: number,
): Operation<readonly Creation[]> => ({
  key: 19,
  version: 4,
  write: (request) => {
    request.array(names, (name) => {
      request.string(name).int32(partitions).int16(BROKERS_CHOICE).int32(0).int32(0);
    });
    request.int32(CREATION_TIMEOUT_MS).int8(0);
  },
  read: (answer) => {
    answer.int32();
    return answer.array(() => ({
      name: answer.string() ?? "",
      error: answer.int16(),
      message: answer.string(),
    }));
  },
});

/** The topics that can be written to and read from. */
export async function listTopics(broker: Address, stop: AbortSignal): Promise<readonly string[]> {
  return (await askBroker(broker, METADATA, stop)).topics;
}

/**
 * Creates topics; those that exist stay as they are, also with another number of partitions. Where the broker is not
 * the one that may, its controller is asked.
 */
export async function createTopics(
  broker: Address,
  names: readonly string[],
  partitions: number,
  stop: AbortSignal,
): Promise<void> {
  const request = createTopicsRequest(names, partitions);
  let created = await askBroker(broker, request, stop);
  if (created.some(({ error }) => error === NOT_CONTROLLER)) {
    const { controller } = await askBroker(broker, METADATA, stop);
    if (controller === undefined) throw new Error("the brokers have no controller yet");
    created = await askBroker(controller, request, stop);
  }
  const failed = created.find(({ error }) => error !== 0 && error !== ALREADY_EXISTS);
  if (failed === undefined) return;
  const reason = failed.message ?? `error ${failed.error} of Kafka's protocol`;
  throw new Error(`the topic ${failed.name} was not created: ${reason}`);
}
