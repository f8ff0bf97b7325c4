import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { portNumber } from "../../../constructs/address.ts";
import { labelsOf, selectorOf } from "../../../constructs/labels.ts";
import { peerSpec } from "../../../constructs/policy-spec.ts";
import { type BuildChart, type ProductContext, partOf } from "../../spi/index.ts";
import { addOperatorCalls, addPeerFlows, resourcesOf } from "../operator.ts";
import { mebibytesOf, shareOf } from "../share.ts";

/** The options of a cluster in a profile. */
interface StrimziOptions {
  readonly retentionHours: number;
  readonly autoCreateTopics: boolean;
}

type Context = ProductContext<StrimziOptions>;

/** Between controllers, between brokers, and where the operator asks a node how it is. */
const NODE_PORTS = { control: 9090, replication: 9091, agent: 8443 };

/** A cluster and its nodes, of the operator's kinds; each node is broker and controller. */
const build: BuildChart<StrimziOptions> = (scope, context) => {
  const nodes = context.part.overrides.replicas ?? (context.stack.size === "demo" ? 1 : 3);
  addCluster(scope, context, nodes);
  addNodes(scope, context, nodes);
  addPeerFlows(scope, context, [
    NODE_PORTS.control,
    NODE_PORTS.replication,
    portNumber(context.part, "kafka"),
  ]);
  addOperatorCalls(scope, context, Object.values(NODE_PORTS));
};

function addCluster(scope: Construct, context: Context, nodes: number): void {
  const { part, options } = context;
  const copies = Math.min(nodes, 3);
  // With one copy out of reach, the others go on taking messages.
  const least = Math.max(1, copies - 1);
  new ApiObject(scope, "cluster", {
    apiVersion: "kafka.strimzi.io/v1",
    kind: "Kafka",
    metadata: { name: part.name },
    spec: {
      kafka: {
        version: part.release.version,
        image: context.image("server"),
        listeners: [
          {
            name: "plain",
            port: portNumber(part, "kafka"),
            type: "internal",
            tls: false,
            networkPolicyPeers: peers(context),
          },
        ],
        config: {
          "auto.create.topics.enable": options.autoCreateTopics,
          "log.retention.hours": options.retentionHours,
          "default.replication.factor": copies,
          "min.insync.replicas": least,
          "offsets.topic.replication.factor": copies,
          "transaction.state.log.replication.factor": copies,
          "transaction.state.log.min.isr": least,
        },
      },
    },
  });
}

/** An operator that makes policies of its own lets in whom it is told, and everybody where it is told nobody. */
function peers({ stack, part, usedBy }: Context): unknown[] {
  const users = [...new Set([part.name, ...usedBy.map((link) => link.from)])].map((name) =>
    partOf(stack, name),
  );
  return users.map((user) => peerSpec(user.namespace, selectorOf(user)));
}

function addNodes(scope: Construct, context: Context, nodes: number): void {
  const { stack, part, footprint } = context;
  const { cpu, memory, storage } = shareOf(footprint, 1 / nodes);
  const heap = `${mebibytesOf(memory, 0.5)}m`;
  const { storageClass } = part.overrides;
  const { pullSecret } = stack.images;
  new ApiObject(scope, "nodes", {
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaNodePool",
    metadata: {
      name: `${part.name}-nodes`,
      labels: { ...labelsOf(stack, part), "strimzi.io/cluster": part.name },
    },
    spec: {
      replicas: nodes,
      roles: ["controller", "broker"],
      resources: resourcesOf({ cpu, memory }),
      jvmOptions: { "-Xms": heap, "-Xmx": heap },
      storage: {
        type: "jbod",
        volumes: [
          {
            id: 0,
            type: "persistent-claim",
            size: storage,
            kraftMetadata: "shared",
            deleteClaim: false,
            ...(storageClass === undefined ? {} : { class: storageClass }),
          },
        ],
      },
      template: {
        pod: {
          metadata: { labels: selectorOf(part) },
          ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
        },
      },
    },
  });
}

export default build;
