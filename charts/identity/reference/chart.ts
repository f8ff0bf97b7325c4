import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import type { MountedSecret } from "../../../constructs/server-workload.ts";
import { addReferenceServer } from "../../reference-server.ts";
import {
  type BuildChart,
  type ConfigureReference,
  type ProductContext,
  partOf,
  type SecretRequest,
} from "../../spi/index.ts";
import { clientPartsOf, configureIdentity, MANAGEMENT_TOKEN } from "./config.ts";
import type { IdentityOptions } from "./options.ts";

type Context = ProductContext<IdentityOptions>;

const SECRETS = "/run/secrets/country-stack";
const TOKEN_FOLDER = `${SECRETS}/management`;
const CLIENTS_FOLDER = `${SECRETS}/clients`;
const PARTNERS_FOLDER = `${SECRETS}/partners`;

/**
 * The identity server's objects: one StatefulSet with its volume, configuration and Service, the management's token,
 * a pair of keys for each part that people sign in to, and an API key for each partner.
 */
const build: BuildChart<IdentityOptions> = (scope, context) => {
  const token = addGeneratedSecret(scope, {
    name: `${context.part.name}-${MANAGEMENT_TOKEN.secret}`,
    values: { [MANAGEMENT_TOKEN.key]: { generate: "password", length: 40 } },
    rotatable: true,
  });
  addReferenceServer(scope, context, configureInPod, [
    { secret: token, folder: TOKEN_FOLDER },
    ...addClientKeys(scope, context),
    ...addPartnerKeys(scope, context),
  ]);
};

/**
 * The clients' keys: the pairs, of which each part reads its own, and the public ones alone, so that nobody here has to
 * see the others.
 */
function addClientKeys(scope: Construct, { stack, part, options }: Context): MountedSecret[] {
  const names = clientPartsOf(stack, part, options);
  if (names.length === 0) return [];
  const pairs = `${part.name}-clients`;
  addGeneratedSecret(scope, {
    name: pairs,
    values: valuesOf(names, (name) => ({
      [name]: { generate: "rsa-keypair", publicKey: `${name}.pub` },
    })),
    rotatable: true,
  });
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-client-keys`,
    values: valuesOf(names, (name) => ({ [name]: { generate: "copy", secret: pairs, key: `${name}.pub` } })),
    rotatable: true,
  });
  return [{ secret, folder: CLIENTS_FOLDER }];
}

function addPartnerKeys(scope: Construct, { part, options }: Context): MountedSecret[] {
  if (options.partners.length === 0) return [];
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-partners`,
    values: valuesOf(options.partners, (name) => ({ [name]: { generate: "password", length: 40 } })),
    rotatable: true,
  });
  return [{ secret, folder: PARTNERS_FOLDER }];
}

function valuesOf(names: readonly string[], request: (name: string) => SecretRequest): SecretRequest {
  return Object.assign({}, ...names.map(request)) as SecretRequest;
}

/** On loopback no part has a key, so clients of parts are in a cluster only. */
const configureInPod: ConfigureReference<IdentityOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  const config = configureIdentity(context, addressOf);
  const clients = clientPartsOf(stack, part, options).map((name) => ({
    id: name,
    name: partOf(stack, name).product.title,
    relyingParty: name,
    redirectUris: options.redirectUris[name],
    claims: options.claims[name] ?? ["name"],
    publicKeyFile: `${CLIENTS_FOLDER}/${name}`,
  }));
  const partners = options.partners.map((id) => ({ id, apiKeyFile: `${PARTNERS_FOLDER}/${id}` }));
  return {
    ...config,
    managementTokenFile: `${TOKEN_FOLDER}/${MANAGEMENT_TOKEN.key}`,
    settings: {
      ...config.settings,
      ...(clients.length === 0 ? {} : { clients }),
      ...(partners.length === 0 ? {} : { partners }),
    },
  };
};

export default build;
