import { placeOf } from "../../../constructs/address.ts";
import type { EnvironmentValue } from "../../../constructs/container.ts";
import type { ExistingSecret } from "../../../constructs/mounted-secret.ts";
import { DATABASE_KEYS, type ServiceAccess } from "../../platform/database.ts";
import { type DatabaseAccess, ESIGNET_DATABASE } from "./databases.ts";
import type { EsignetOptions } from "./options.ts";

/** Where an external MOSIP is. */
export type MosipOptions = NonNullable<EsignetOptions["mosip"]>;

/** What eSignet is told in its profile `default`, whose placeholders all have to have a value. */
export function mosipSettings(
  mosip: MosipOptions,
  host: string,
  { server, secret }: DatabaseAccess,
  cache: ServiceAccess,
): Record<string, EnvironmentValue> {
  const own: ExistingSecret = { name: mosip.secret, madeBy: "operator" };
  return {
    DATABASE_HOST: server.host,
    DATABASE_PORT: String(server.port),
    DATABASE_NAME: ESIGNET_DATABASE.database,
    DATABASE_USERNAME: ESIGNET_DATABASE.role,
    DB_DBUSER_PASSWORD: { secret, key: ESIGNET_DATABASE.role },
    REDIS_HOST: cache.host,
    REDIS_PORT: String(cache.port),
    REDIS_PASSWORD: { secret: cache.secret, key: DATABASE_KEYS.password },
    KEYCLOAK_EXTERNAL_URL: mosip.keycloak,
    MOSIP_ESIGNET_HOST: host,
    MOSIP_SIGNUP_HOST: host,
    ESIGNET_CAPTCHA_SITE_KEY: "none",
    MOSIP_ESIGNET_CAPTCHA_REQUIRED: "",
    MOSIP_KERNEL_KEYMANAGER_HSM_KEYSTORE_TYPE: "PKCS12",
    MOSIP_ESIGNET_MISP_KEY: { secret: own, key: "misp-key" },
    MOSIP_IDA_CLIENT_SECRET: { secret: own, key: "ida-client-secret" },
    IDA_AUTHENTICATOR_ENV: mosip.environment,
    ...addressSettings(mosip),
  };
}

/** Spring puts the licence key in: so it stands in a Secret and in no address of a manifest. */
const LICENCE = "/${mosip.esignet.authenticator.ida.misp-license-key}/";

function addressSettings(mosip: MosipOptions): Record<string, string> {
  const licensed = (url: string) => `${url.replace(/\/$/, "")}${LICENCE}`;
  const ida = "MOSIP_ESIGNET_AUTHENTICATOR_IDA";
  const { kycAuthV2, kycExchangeV2 } = mosip;
  return {
    [`${ida}_CERT_URL`]: mosip.certificate,
    [`${ida}_KYC_AUTH_URL`]: licensed(mosip.kycAuth),
    ...(kycAuthV2 === undefined ? {} : { [`${ida}_KYC_AUTH_URL_V2`]: licensed(kycAuthV2) }),
    [`${ida}_KYC_EXCHANGE_URL`]: licensed(mosip.kycExchange),
    ...(kycExchangeV2 === undefined ? {} : { [`${ida}_KYC_EXCHANGE_URL_V2`]: licensed(kycExchangeV2) }),
    [`${ida}_SEND_OTP_URL`]: licensed(mosip.sendOtp),
    [`${ida}_GET_CERTIFICATES_URL`]: mosip.certificates,
    [`${ida}_AUTH_TOKEN_URL`]: mosip.authToken,
    [`${ida}_AUDIT_MANAGER_URL`]: mosip.audit,
    [`${ida}_OTP_CHANNELS`]: mosip.otpChannels.join(","),
    MOSIP_ESIGNET_BINDER_IDA_KEY_BINDING_URL: licensed(mosip.keyBinding),
  };
}

/** The hosts and ports outside the cluster that eSignet calls, each once. */
export function mosipHosts(mosip: MosipOptions): { readonly host: string; readonly port: number }[] {
  const addresses = Object.values(mosip).filter(
    (value): value is string => typeof value === "string" && URL.canParse(value),
  );
  const hosts = addresses.map((address) => placeOf(new URL(address)));
  return [...new Map(hosts.map((each) => [`${each.host}:${each.port}`, each])).values()];
}
