import type { ContainerProps, EnvironmentValue, Probe } from "../../../constructs/container.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { publicUrlOf } from "./settings.ts";
import type { EsignetContext } from "./sizes.ts";

/** The user of both Java images, and of the pages' image. */
export const USER = 1001;
/** Where their management listens, in pods of their own. */
export const MANAGEMENT_PORT = 9010;
/** Where the key store's volume is. */
export const KEYS = "/keys";

/**
 * The command that starts a service of MOSIP as its own user. The images' entry points install an HSM client as root,
 * whatever is asked of them; nothing is installed or downloaded this way.
 */
export function startCommand(jar: string, properties: Readonly<Record<string, string>>): string[] {
  const settings = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  return ["sh", "-c", 'cd /home/mosip && exec java "$@"', "java", ...settings, "-jar", jar];
}

/** How one of the services is asked how it is. */
export function probes(): Pick<ContainerProps, "startup" | "liveness" | "readiness"> {
  const probe = (group: string): Probe => ({
    http: { path: `/actuator/health/${group}`, port: MANAGEMENT_PORT },
    timeout: 5,
  });
  return {
    startup: { ...probe("readiness"), period: 5, failures: 120 },
    liveness: { ...probe("liveness"), failures: 6 },
    readiness: { ...probe("readiness"), period: 5 },
  };
}

/** What both services are told: where they may write, what of their management is seen, and about their key store. */
export function settingsOfBoth(
  context: EsignetContext,
  keyStore: { readonly file: string; readonly secret: ExistingSecret; readonly key: string },
): Record<string, EnvironmentValue> {
  const { stack, part, options } = context;
  const subject = "MOSIP_KERNEL_KEYMANAGER_CERTIFICATE_DEFAULT";
  return {
    JDK_JAVA_OPTIONS: "-XX:MaxRAMPercentage=65",
    SERVER_TOMCAT_BASEDIR: "/tmp",
    SPRING_CLOUD_CONFIG_ENABLED: "false",
    // By default all of it is on the public port: the environment with its passwords, and dumps of the memory.
    MANAGEMENT_SERVER_PORT: String(MANAGEMENT_PORT),
    MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: "health,prometheus",
    MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true",
    MOSIP_KERNEL_KEYMANAGER_HSM_CONFIG_PATH: `${KEYS}/${keyStore.file}`,
    MOSIP_KERNEL_KEYMANAGER_HSM_KEYSTORE_PASS: { secret: keyStore.secret, key: keyStore.key },
    [`${subject}_COMMON_NAME`]: new URL(publicUrlOf(stack, part, options)).hostname,
    [`${subject}_ORGANIZATIONAL_UNIT`]: part.name,
    [`${subject}_ORGANIZATION`]: part.owner.name,
    [`${subject}_LOCATION`]: stack.country.name,
    [`${subject}_STATE`]: stack.country.name,
    [`${subject}_COUNTRY`]: stack.country.code,
  };
}
