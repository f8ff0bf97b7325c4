import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { kplus } from "../../../constructs/kplus.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import type { MountedSecret } from "../../../constructs/server-workload.ts";
import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart, ConfigureReference, ProductContext } from "../../spi/index.ts";
import { configureMessaging, MANAGEMENT_TOKEN } from "./config.ts";
import type { MessagingOptions } from "./options.ts";

const SECRETS = "/run/secrets/country-stack";
const KEY_FOLDER = `${SECRETS}/key`;
const TOKEN_FOLDER = `${SECRETS}/management`;
const SMTP_FOLDER = `${SECRETS}/smtp`;
const KEY = "key";

/**
 * The messaging server's objects: one StatefulSet with its volume, configuration and Service, the key of what it keeps, the
 * management's token, and the way to the mail server.
 */
const build: BuildChart<MessagingOptions> = (scope, context) => {
  const { stack, part, options } = context;
  addReferenceServer(scope, context, configureInPod, addSecrets(scope, context));
  const { smtp, callbackHosts } = options;
  const hosts = [...(smtp === undefined ? [] : [smtp]), ...callbackHosts];
  const places = new Map(hosts.map(({ host, port }) => [`${host}:${port}`, { host, port }]));
  for (const place of places.values()) addOutsideFlow(scope, { stack, part }, place);
};

function addSecrets(scope: Construct, { part, options }: ProductContext<MessagingOptions>): MountedSecret[] {
  const key = addGeneratedSecret(scope, {
    name: `${part.name}-key`,
    values: { [KEY]: { generate: "password", length: 64 } },
    rotatable: false,
    why: "e-mails that wait can be read with this key only, and would be lost with it",
  });
  const token = addGeneratedSecret(scope, {
    name: `${part.name}-${MANAGEMENT_TOKEN.secret}`,
    values: { [MANAGEMENT_TOKEN.key]: { generate: "password", length: 40 } },
    rotatable: true,
  });
  const own = [
    { secret: key, folder: KEY_FOLDER },
    { secret: token, folder: TOKEN_FOLDER },
  ];
  const name = options.smtp?.secretRef;
  if (name === undefined) return own;
  const secret = kplus.Secret.fromSecretName(scope, "smtp-credentials", name);
  return [...own, { secret: { name, secret, madeBy: "operator" }, folder: SMTP_FOLDER }];
}

const configureInPod: ConfigureReference<MessagingOptions> = (context, addressOf) => {
  const config = configureMessaging(context, addressOf);
  const signsIn = context.options.smtp?.secretRef !== undefined;
  return {
    ...config,
    managementTokenFile: `${TOKEN_FOLDER}/${MANAGEMENT_TOKEN.key}`,
    settings: {
      ...config.settings,
      keyFile: `${KEY_FOLDER}/${KEY}`,
      ...(signsIn ? { credentialsFolder: SMTP_FOLDER } : {}),
    },
  };
};

export default build;
