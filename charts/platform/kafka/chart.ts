import { portNumber, serviceHost } from "../../../constructs/address.ts";
import type { ContainerProps } from "../../../constructs/container.ts";
import { addFiles } from "../../../constructs/files.ts";
import { addDataClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import type { BuildChart } from "../../spi/index.ts";
import { mebibytesOf } from "../share.ts";
import { clusterId, DATA, type KafkaOptions, LOG_PROPERTIES, serverProperties } from "./settings.ts";

/** The user of the official image. */
const USER = 1000;
const TOOLS = "/opt/kafka/bin";
const SETTINGS = "/etc/country-stack";
const PROPERTIES = `${SETTINGS}/server.properties`;

/** One StatefulSet with its volume, which an init container formats where it is new. */
const build: BuildChart<KafkaOptions> = (scope, context) => {
  const { stack, part, options, footprint } = context;
  const port = portNumber(part, "kafka");
  const files = addFiles(scope, `${part.name}-settings`, {
    "server.properties": serverProperties(options, serviceHost(part, "kafka"), port),
    "log4j2.properties": LOG_PROPERTIES,
  });
  const data = addDataClaim(scope, context);
  const image = context.image("server");
  const heap = mebibytesOf(footprint.memory, 0.5);
  const container = {
    image,
    resources: footprint,
    env: {
      KAFKA_HEAP_OPTS: `-Xms${heap}m -Xmx${heap}m`,
      KAFKA_LOG4J_OPTS: `-Dlog4j2.configurationFile=${SETTINGS}/log4j2.properties`,
      // Kafka's scripts write logs of Java's own beside the program, unless they are told otherwise.
      LOG_DIR: "/tmp/logs",
      EXTRA_ARGS: "-name kafkaServer",
    },
    mounts: [
      { volume: "data", path: DATA },
      { volume: "tmp", path: "/tmp" },
      { volume: "settings", path: SETTINGS, readOnly: true },
    ],
  };
  const format: ContainerProps = {
    ...container,
    name: "format",
    command: [
      `${TOOLS}/kafka-storage.sh`,
      "format",
      "--ignore-formatted",
      `--cluster-id=${clusterId(stack.name, part.name)}`,
      `--config=${PROPERTIES}`,
    ],
  };
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "StatefulSet",
      user: USER,
      gracePeriod: 60,
      ports: part.product.ports,
      volumes: [
        { name: "data", claim: data },
        { name: "tmp", emptyDir: { size: "256Mi" } },
        { name: "settings", files },
      ],
      init: [format],
      containers: [
        {
          ...container,
          name: "kafka",
          command: [`${TOOLS}/kafka-server-start.sh`, PROPERTIES],
          ports: part.product.ports,
          startup: { tcp: port, period: 5, failures: 360 },
          liveness: { tcp: port, period: 10, failures: 6, timeout: 5 },
          readiness: { tcp: port, period: 5, timeout: 5 },
        },
      ],
    },
  );
};

export default build;
