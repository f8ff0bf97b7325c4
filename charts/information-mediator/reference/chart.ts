import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addAuthority } from "../../part-certificate.ts";
import { addReferenceServer } from "../../reference-server.ts";
import type { BuildChart, ConfigureReference } from "../../spi/index.ts";
import { configureMediator, MANAGEMENT_TOKEN, type MediatorOptions } from "./config.ts";

const SECRET_FOLDER = "/run/secrets/country-stack";

/** The mediator's objects: one StatefulSet with its volume, configuration and Service, the management's token and the stack's authority. */
const build: BuildChart<MediatorOptions> = (scope, context) => {
  const secret = addGeneratedSecret(scope, {
    name: `${context.part.name}-${MANAGEMENT_TOKEN.secret}`,
    values: { [MANAGEMENT_TOKEN.key]: { generate: "password", length: 40 } },
    rotatable: true,
  });
  addAuthority(scope, context);
  addReferenceServer(scope, context, configureInPod, [{ secret, folder: SECRET_FOLDER }]);
};

const configureInPod: ConfigureReference<MediatorOptions> = (context, addressOf) => ({
  ...configureMediator(context, addressOf),
  managementTokenFile: `${SECRET_FOLDER}/${MANAGEMENT_TOKEN.key}`,
});

export default build;
