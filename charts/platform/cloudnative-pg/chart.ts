import { ApiObject } from "cdk8s";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { selectorOf } from "../../../constructs/labels.ts";
import { addApiServerFlow } from "../../../constructs/operator-flows.ts";
import { type BuildChart, HOLDS_DATA_ANNOTATION, type ProductContext } from "../../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "../database.ts";
import { addOperatorCalls, addPeerFlows, resourcesOf } from "../operator.ts";
import { mebibytesOf, shareOf } from "../share.ts";

/** The options of a cluster in a profile. */
interface ClusterOptions {
  readonly maxConnections: number;
  readonly synchronous: boolean;
}

/** Where the operator and the other servers ask one how it is. */
const STATUS_PORT = 8000;

/** One Cluster of the operator's kind, with the superuser's password in the form that all databases here have. */
const build: BuildChart<ClusterOptions> = (scope, context) => {
  const { stack, part } = context;
  addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "literal", value: "postgres" },
      [DATABASE_KEYS.password]: { generate: "password", length: 32 },
    },
    rotatable: false,
    why: "the operator would change it in the database at once, and its users only with their next pods",
  });
  new ApiObject(scope, "cluster", {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    // Its volumes are its own, and go with it.
    metadata: { name: part.name, annotations: { [HOLDS_DATA_ANNOTATION]: "true" } },
    spec: clusterSpec(context),
  });
  const ports = [...Object.values(part.product.ports), STATUS_PORT];
  addPeerFlows(scope, context, ports);
  addOperatorCalls(scope, context, ports);
  addApiServerFlow(scope, { stack, part }, selectorOf(part));
};

function clusterSpec(context: ProductContext<ClusterOptions>): unknown {
  const { stack, part, options, footprint } = context;
  const { pullSecret } = stack.images;
  const instances = part.overrides.replicas ?? (stack.size === "demo" ? 1 : 3);
  const { cpu, memory, storage } = shareOf(footprint, 1 / instances);
  const { storageClass } = part.overrides;
  return {
    instances,
    imageName: context.image("server"),
    imagePullPolicy: "IfNotPresent",
    ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    inheritedMetadata: { labels: selectorOf(part) },
    enableSuperuserAccess: true,
    superuserSecret: { name: databaseSecretName(part) },
    bootstrap: { initdb: { database: "app", owner: "app", encoding: "UTF8", dataChecksums: true } },
    postgresql: {
      parameters: {
        max_connections: String(options.maxConnections),
        shared_buffers: `${mebibytesOf(memory, 0.25)}MB`,
      },
      ...(options.synchronous && instances > 1
        ? { synchronous: { method: "any", number: 1, dataDurability: "preferred" } }
        : {}),
    },
    storage: { size: storage, ...(storageClass === undefined ? {} : { storageClass }) },
    resources: resourcesOf({ cpu, memory }),
    affinity: {
      enablePodAntiAffinity: true,
      topologyKey: "kubernetes.io/hostname",
      podAntiAffinityType: "preferred",
    },
  };
}

export default build;
