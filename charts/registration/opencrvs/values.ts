import type { ProductContext } from "../../spi/index.ts";
import type { OpencrvsOptions, Stores } from "./settings.ts";

type Context = ProductContext<OpencrvsOptions>;

/** The name of the release of OpenCRVS' services; its signing key's objects are named after it. */
export const RELEASE = "opencrvs";
/** The port of OpenCRVS' own object storage. */
const OWN_STORE_PORT = 3535;

/** The ports at which the stores of a country are asked. */
export const OUTSIDE_PORTS: Readonly<Record<keyof Stores, number>> = {
  postgres: 5432,
  elasticsearch: 9200,
  objectStorage: 9000,
  redis: 6379,
  mongodb: 27_017,
  influxdb: 8086,
};

/** The host name that all public names end with. */
export function hostnameOf({ stack, options }: Context): string {
  return options.hostname ?? `crvs.${stack.domain}`;
}

/** Values of `opencrvs-services` 2.0.0. */
export function serviceValues(context: Context): Record<string, unknown> {
  const { stack, options } = context;
  const { registry, pullSecret } = stack.images;
  return {
    hostname: hostnameOf(context),
    subdomain_separator: options.separator,
    ingress: ingressValues(options),
    platform: {
      tag: tagOf(context.image("events")),
      ...(registry === undefined ? {} : { repository: `${registry}/opencrvs` }),
      ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    },
    countryconfig: {
      image: { name: options.countryConfig.image, tag: options.countryConfig.tag },
      env: { NO_MOSIP: "true" },
    },
    ...storeValues(context),
    // Only an upgrade from 1.9 has users in MongoDB to move.
    data_migration_legacy: { enabled: false },
    data_seed: { enabled: options.seed, env: { ACTIVATE_USERS: "false" } },
    data_cleanup: { enabled: false },
    hpa: { enabled: false },
    pdb: { enabled: false },
    auth: { env: { TWO_FA_ENABLED: "true" } },
    events: { env: { TWO_FA_ENABLED: "true" }, replicas: stack.size === "national" ? 4 : 1 },
    gateway: {
      env: { COUNTRY: stack.country.code, LANGUAGES: options.languages.join(",") },
      replicas: { demo: 1, district: 2, national: 4 }[stack.size],
    },
    client: { replicas: stack.size === "demo" ? 1 : 2 },
    resources: serviceResources(context),
  };
}

/** Values of `opencrvs-dependencies-chart` 2.0.0: every store with logins of its own, none with the chart's. */
export function dependencyValues(context: Context): Record<string, unknown> {
  const { options, part, stack } = context;
  const pvc = { storage_size: { demo: "10Gi", district: "30Gi", national: "150Gi" }[stack.size] };
  const storage_class = part.overrides.storageClass;
  const volume = { pvc: { ...pvc, ...(storage_class === undefined ? {} : { storage_class }) } };
  return {
    hostname: hostnameOf(context),
    subdomain_separator: options.separator,
    ingress: ingressValues(options),
    // True means fixed passwords for whoever develops OpenCRVS.
    chart_dev_mode: false,
    mongodb: { enabled: true, use_default_credentials: false, data_storage_size: "1Gi" },
    postgres: { enabled: true, use_default_credentials: false, ...volume },
    elasticsearch: {
      enabled: true,
      use_default_credentials: false,
      auth_mode: "auto",
      ...volume,
      resources: { memoryRequest: stack.size === "demo" ? "3Gi" : "4Gi", memoryLimit: "8Gi" },
    },
    minio: { enabled: true, use_default_credentials: false, ...volume },
    redis: { enabled: true, auth_mode: "acl" },
    influxdb: { enabled: true, data_storage_size: "1Gi" },
    backup: { enabled: false },
  };
}

/** The text behind the last colon of an image, without a digest. */
function tagOf(image: string): string {
  const [name = ""] = image.split("@");
  return name.slice(name.lastIndexOf(":") + 1);
}

function ingressValues({ tlsSecret }: OpencrvsOptions): Record<string, unknown> {
  return { ssl_enabled: true, ...(tlsSecret === undefined ? {} : { tls_secret_name: tlsSecret }) };
}

function storeValues({ options, part, ...context }: Context): Record<string, unknown> {
  const here = (name: string) => `${name}.${part.namespace}.svc.cluster.local`;
  const included = options.stores === "included";
  const hosts =
    options.stores === "included"
      ? {
          postgres: here("postgres-0.postgres"),
          elasticsearch: here("elasticsearch"),
          objectStorage: here("minio-0.minio"),
          redis: here("redis-0.redis"),
          mongodb: here("mongodb-0.mongodb"),
          influxdb: here("influxdb-0.influxdb"),
        }
      : options.stores;
  return {
    postgres: { host: hosts.postgres, auth_mode: "auto", ...(included ? {} : { sslmode: "require" }) },
    mongodb: { host: hosts.mongodb, auth_mode: "auto" },
    // Reindexing installs packages from the Internet in its pod.
    elasticsearch: {
      host: hosts.elasticsearch,
      port: OUTSIDE_PORTS.elasticsearch,
      auth_mode: included ? "auto" : "use_secret",
      reindex_enabled: false,
    },
    influxdb: { host: hosts.influxdb, port: OUTSIDE_PORTS.influxdb, db: "ocrvs" },
    redis: { host: hosts.redis, auth_mode: "use_secret" },
    minio: {
      host: hosts.objectStorage,
      port: String(included ? OWN_STORE_PORT : OUTSIDE_PORTS.objectStorage),
      auth_mode: "use_secret",
      external_url: `minio${options.separator}${hostnameOf({ ...context, options, part })}`,
      external_protocol: "https",
    },
  };
}

function serviceResources({ stack }: Context): Record<string, string> {
  const sizes = {
    demo: { cpuRequest: "100m", memoryRequest: "128Mi" },
    district: { cpuRequest: "250m", memoryRequest: "512Mi" },
    national: { cpuRequest: "800m", memoryRequest: "1536Mi" },
  };
  return { ...sizes[stack.size], cpuLimit: "2", memoryLimit: "2Gi" };
}
