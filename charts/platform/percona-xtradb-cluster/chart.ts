import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { selectorOf } from "../../../constructs/labels.ts";
import type { BuildChart, ProductContext, ValueRequest } from "../../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "../database.ts";
import { addOperatorCalls, addPeerFlows, resourcesOf } from "../operator.ts";
import { mebibytesOf, shareOf } from "../share.ts";

/** The options of a cluster in a profile. */
interface PxcOptions {
  readonly maxConnections: number;
  readonly likeMysql80: boolean;
}

type Context = ProductContext<PxcOptions>;

/** The release of the operator whose way of making a cluster is asked for. */
const OPERATOR_RELEASE = "1.20.0";
/** Clients, transfers of state, replication, incremental transfers, administration. */
const PEER_PORTS = [3306, 4444, 4567, 4568, 33_062];
const OPERATOR_PORTS = [3306, 33_062];
/** The users of the operator's own. */
const SYSTEM_USERS = ["xtrabackup", "monitor", "proxyadmin", "operator", "replication"];

/** The user of both images. */
const USER = 1001;
/** What servers and proxies get of the footprint. */
const SERVER_SHARE = 7 / 8;
const PROXY_SHARE = 1 / 8;

/** One cluster of the operator's kind, with root's password in the form that all databases here have. */
const build: BuildChart<PxcOptions> = (scope, context) => {
  const { part } = context;
  const { password } = DATABASE_KEYS;
  addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "literal", value: "root" },
      [password]: { generate: "password", length: 32 },
    },
    rotatable: true,
  });
  const own: ValueRequest = { generate: "password", length: 20 };
  addGeneratedSecret(scope, {
    name: `${part.name}-users`,
    values: {
      root: { generate: "copy", secret: databaseSecretName(part), key: password },
      ...Object.fromEntries(SYSTEM_USERS.map((user) => [user, own])),
    },
    rotatable: true,
  });
  addCluster(scope, context);
  addPeerFlows(scope, context, PEER_PORTS);
  addOperatorCalls(scope, context, OPERATOR_PORTS);
};

function addCluster(scope: Construct, context: Context): void {
  const { stack, part } = context;
  const size = part.overrides.replicas ?? (stack.size === "demo" ? 1 : 3);
  new ApiObject(scope, "cluster", {
    apiVersion: "pxc.percona.com/v1",
    kind: "PerconaXtraDBCluster",
    metadata: { name: part.name },
    spec: {
      crVersion: OPERATOR_RELEASE,
      secretsName: `${part.name}-users`,
      updateStrategy: "SmartUpdate",
      upgradeOptions: { apply: "disabled" },
      // The operator refuses fewer than three unless it is told that this is meant.
      ...(size < 3 ? { unsafeFlags: { pxcSize: true, proxySize: true } } : {}),
      initContainer: { image: context.image("initialize") },
      pxc: serverSpec(context, size),
      haproxy: { enabled: true, ...podsSpec(context, size, "proxy", PROXY_SHARE) },
    },
  });
}

function serverSpec(context: Context, size: number): unknown {
  const { part, options, footprint } = context;
  const { storageClass } = part.overrides;
  const { memory } = shareOf(footprint, SERVER_SHARE / size);
  const { storage } = shareOf(footprint, 1 / size);
  const settings = {
    max_connections: options.maxConnections,
    innodb_buffer_pool_size: `${mebibytesOf(memory, 0.5)}M`,
    // One server writes, so that numbers need not leave room for those of the others.
    wsrep_auto_increment_control: "OFF",
    auto_increment_increment: 1,
    auto_increment_offset: 1,
    ...(options.likeMysql80 ? { mysql_native_password: "ON", restrict_fk_on_non_standard_key: "OFF" } : {}),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  return {
    ...podsSpec(context, size, "server", SERVER_SHARE),
    configuration: `[mysqld]\n${lines.join("")}`,
    volumeSpec: {
      persistentVolumeClaim: {
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage } },
      },
    },
  };
}

/** What servers and proxies have in common. */
function podsSpec(context: Context, size: number, image: string, share: number): Record<string, unknown> {
  const { stack, part, footprint } = context;
  const { pullSecret } = stack.images;
  return {
    size,
    image: context.image(image),
    imagePullPolicy: "IfNotPresent",
    ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    labels: selectorOf(part),
    resources: resourcesOf(shareOf(footprint, share / size)),
    affinity: { antiAffinityTopologyKey: size > 1 ? "kubernetes.io/hostname" : "none" },
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
}

export default build;
