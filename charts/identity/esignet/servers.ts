import type { Construct } from "constructs";
import { clusterAddress, portNumber } from "../../../constructs/address.ts";
import type { EnvironmentValue } from "../../../constructs/container.ts";
import { addFiles, type Files } from "../../../constructs/files.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import { DATABASE_KEYS, type ServiceAccess, serviceOf } from "../../platform/database.ts";
import {
  awaitSchema,
  createOwn,
  DATABASE_CA_FOLDER,
  type DatabaseAccess,
  ESIGNET_DATABASE,
  jdbcUrl,
} from "./databases.ts";
import { KEYS, MANAGEMENT_PORT, probes, settingsOfBoth, startCommand, USER } from "./java.ts";
import { type MosipOptions, mosipSettings } from "./mosip-settings.ts";
import { CONTEXT_PREFIXES, publicUrlOf } from "./settings.ts";
import { type EsignetContext, sizeOf, storageOf } from "./sizes.ts";

/** What all servers of a part share. */
export interface Shared {
  readonly access: DatabaseAccess;
  /** The passwords of the key stores, by component. */
  readonly keyStores: ExistingSecret;
  /** The authority of the database's certificate, where the profile names one. */
  readonly ca: Files | undefined;
}

const CONTEXTS = "/etc/country-stack/contexts";

/** The factors of an authentication by the last word of its context's name, in MOSIP's terms. */
const FACTORS = [
  { context: "static-code", name: "PIN", factor: { type: "PIN" } },
  { context: "generated-code", name: "OTP", factor: { type: "OTP" } },
  { context: "linked-wallet", name: "Wallet", factor: { type: "WLA" } },
  { context: "biometrics", name: "L1-bio-device", factor: { type: "BIO", count: 1 } },
  { context: "knowledge", name: "Knowledge", factor: { type: "KBI" } },
  { context: "password", name: "Password", factor: { type: "PWD" } },
  { context: "id-token", name: "ID-token", factor: { type: "IDT" } },
];

/**
 * Adds eSignet's servers. They are numbered, because the first one makes the keys: the second is started when it is
 * ready, and reads them from the volume that all of them share.
 */
export function addServers(scope: Construct, context: EsignetContext, shared: Shared): void {
  const { stack, part, options } = context;
  const size = sizeOf(context, "server");
  const claim = `${part.name}-keys`;
  addVolumeClaim(scope, {
    name: claim,
    storage: storageOf(context),
    storageClass: part.overrides.storageClass,
    shared: size.replicas > 1,
  });
  const contexts = addFiles(scope, `${part.name}-contexts`, {
    "contexts.json": `${JSON.stringify(contextsOf(CONTEXT_PREFIXES[options.acrNames]), null, 2)}\n`,
  });
  const plugin = options.identitySystem === "mock" ? "esignet-mock-plugin" : "mosip-identity-plugin";
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "StatefulSet",
      replicas: size.replicas,
      user: USER,
      ports: { service: portNumber(part, "service"), management: MANAGEMENT_PORT },
      volumes: [
        { name: "keys", claim },
        { name: "contexts", files: contexts },
        { name: "tmp", emptyDir: { size: "256Mi" } },
        ...caVolumes(shared),
      ],
      init: [createOwn(shared.access, ESIGNET_DATABASE), awaitSchema(shared.access, ESIGNET_DATABASE)],
      containers: [
        {
          name: "esignet",
          image: context.image("server"),
          command: startCommand("esignet-service.jar", {
            "loader.path": `/home/mosip/plugins/${plugin}.jar`,
            "spring.profiles.active": options.identitySystem === "mock" ? "default,local" : "default",
          }),
          env: settingsOf(scope, context, shared),
          ports: { service: portNumber(part, "service"), management: MANAGEMENT_PORT },
          resources: {
            cpu: size.cpu,
            memory: size.memory,
            // A start takes a core for half a minute; with half a core, it takes minutes.
            cpuLimit: "2",
            memoryLimit: size.limit(1.6),
          },
          mounts: [
            { volume: "keys", path: KEYS },
            { volume: "contexts", path: CONTEXTS, readOnly: true },
            { volume: "tmp", path: "/tmp" },
            ...caMounts(shared),
          ],
          ...probes(),
        },
      ],
    },
  );
}

/** The volume of the database's authority, where there is one. */
export function caVolumes({ ca }: Shared): { name: string; files: Files }[] {
  return ca === undefined ? [] : [{ name: "database-ca", files: ca }];
}

/** Where a server finds it. */
export function caMounts({ ca }: Shared): { volume: string; path: string; readOnly: true }[] {
  return ca === undefined ? [] : [{ volume: "database-ca", path: DATABASE_CA_FOLDER, readOnly: true }];
}

function contextsOf(prefix: string): unknown {
  return {
    amr: Object.fromEntries(FACTORS.map(({ name, factor }) => [name, [factor]])),
    acr_amr: Object.fromEntries(FACTORS.map(({ context, name }) => [`${prefix}${context}`, [name]])),
  };
}

function settingsOf(
  scope: Construct,
  context: EsignetContext,
  { access, keyStores }: Shared,
): Record<string, EnvironmentValue> {
  const { stack, part, options } = context;
  const publicUrl = publicUrlOf(stack, part, options);
  const cache = options.cache === "valkey" ? serviceOf(scope, context, "valkey") : undefined;
  return {
    ...settingsOfBoth(context, { file: "esignet.p12", secret: keyStores, key: "esignet" }),
    MOSIP_ESIGNET_DATABASE_URL: jdbcUrl(access.server, ESIGNET_DATABASE),
    MOSIP_ESIGNET_DATABASE_USERNAME: ESIGNET_DATABASE.role,
    MOSIP_ESIGNET_DATABASE_PASSWORD: { secret: access.secret, key: ESIGNET_DATABASE.role },
    MOSIP_ESIGNET_DOMAIN_URL: publicUrl,
    MOSIP_SIGNUP_DOMAIN_URL: publicUrl,
    MOSIP_ESIGNET_AMR_ACR_MAPPING_FILE_PATH: `file:${CONTEXTS}/contexts.json`,
    // Without wallets nothing is sent through Kafka.
    KAFKA_ENABLED: "false",
    SPRING_AUTOCONFIGURE_EXCLUDE: "org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration",
    SPRING_CACHE_TYPE: cache === undefined ? "simple" : "redis",
    ...(cache === undefined
      ? {}
      : {
          SPRING_DATA_REDIS_HOST: cache.host,
          SPRING_DATA_REDIS_PORT: String(cache.port),
          SPRING_DATA_REDIS_USERNAME: cache.username ?? { secret: cache.secret, key: DATABASE_KEYS.username },
          SPRING_DATA_REDIS_PASSWORD: { secret: cache.secret, key: DATABASE_KEYS.password },
        }),
    ...(options.identitySystem === "mock"
      ? {
          MOSIP_ESIGNET_MOCK_DOMAIN_URL: clusterAddress(stack, part.name, "identities"),
          MOSIP_ESIGNET_INTEGRATION_KEY_BINDER: "MockKeyBindingWrapperService",
        }
      : settingsForMosip(options.mosip, publicUrl, access, cache)),
  };
}

/** A profile in which one of these is missing is refused before (`problems.ts`). */
function settingsForMosip(
  mosip: MosipOptions | undefined,
  publicUrl: string,
  access: DatabaseAccess,
  cache: ServiceAccess | undefined,
): Record<string, EnvironmentValue> {
  if (mosip === undefined || cache === undefined) throw new Error("eSignet has no MOSIP, or no valkey");
  return mosipSettings(mosip, new URL(publicUrl).hostname, access, cache);
}
