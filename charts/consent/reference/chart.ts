import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart, ConfigureReference } from "../../spi/index.ts";
import { configureConsent, MANAGEMENT_TOKEN } from "./config.ts";
import type { ConsentOptions } from "./options.ts";

const TOKEN_FOLDER = "/run/secrets/country-stack/management";

/**
 * The consent server's objects: one StatefulSet with its volume, configuration and Service, the management's token, and
 * the ways to the hosts of webhooks.
 */
const build: BuildChart<ConsentOptions> = (scope, context) => {
  const { stack, part, options } = context;
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-${MANAGEMENT_TOKEN.secret}`,
    values: { [MANAGEMENT_TOKEN.key]: { generate: "password", length: 40 } },
    rotatable: true,
  });
  addReferenceServer(scope, context, configureInPod, [{ secret, folder: TOKEN_FOLDER }]);
  const places = new Map(options.webhookHosts.map(({ host, port }) => [`${host}:${port}`, { host, port }]));
  for (const place of places.values()) addOutsideFlow(scope, { stack, part }, place);
};

const configureInPod: ConfigureReference<ConsentOptions> = (context, addressOf) => ({
  ...configureConsent(context, addressOf),
  managementTokenFile: `${TOKEN_FOLDER}/${MANAGEMENT_TOKEN.key}`,
});

export default build;
