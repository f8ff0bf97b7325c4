import type { Construct } from "constructs";
import { clusterAddress } from "../../../constructs/address.ts";
import { addGeneratedSecret, type GeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addJob } from "../../../constructs/job.ts";
import { addSettings, programArgs, SETTINGS_FOLDER } from "../../own-program.ts";
import { OWN_USER, partOf, type SecretRequest } from "../../spi/index.ts";
import type { Person } from "./options.ts";
import {
  type ClientSetup,
  CONTEXT_PREFIXES,
  clientIdOf,
  type EsignetSetup,
  type MockIdentity,
  publicUrlOf,
} from "./settings.ts";
import type { EsignetContext } from "./sizes.ts";

/** The component that sets eSignet up. */
export const SETUP = "setup";

const FOLDER = `${SETTINGS_FOLDER}/setup`;
const PUBLIC_KEYS = "/etc/country-stack/clients";

/** The parts that people sign in to, each once. */
function clientParts({ usedBy, options }: EsignetContext): string[] {
  const users = usedBy.filter(({ capability }) => capability.kind === "oidc").map(({ from }) => from);
  return [...new Set(users)].filter((user) => options.redirectUris[user] !== undefined).sort();
}

/**
 * Adds the clients' keys: the pairs, of which each part reads its own, and the public ones alone, so that nobody here
 * has to see the others.
 */
export function addClientKeys(scope: Construct, context: EsignetContext): GeneratedSecret | undefined {
  const { part, options } = context;
  const ids = clientParts(context).map((user) => clientIdOf(options, user));
  if (ids.length === 0) return undefined;
  const pairs = `${part.name}-clients`;
  const values = (request: (id: string) => SecretRequest): SecretRequest =>
    Object.assign({}, ...ids.map(request)) as SecretRequest;
  addGeneratedSecret(scope, {
    name: pairs,
    values: values((id) => ({ [id]: { generate: "rsa-keypair", publicKey: `${id}.pub` } })),
    rotatable: false,
    why: "eSignet never takes another key for a client; give the part another id in clientIds, and retire the old one",
  });
  return addGeneratedSecret(scope, {
    name: `${part.name}-client-keys`,
    values: values((id) => ({ [id]: { generate: "copy", secret: pairs, key: `${id}.pub` } })),
    rotatable: true,
  });
}

/** Adds the job that makes a client for each part that people sign in to, and the mock's people. */
export function addSetupJob(
  scope: Construct,
  context: EsignetContext,
  keys: GeneratedSecret | undefined,
): void {
  const { stack, part, options } = context;
  const setup: EsignetSetup = {
    url: clusterAddress(stack, part.name, "service"),
    issuer: publicUrlOf(stack, part, options),
    identitiesUrl: clusterAddress(stack, part.name, "identities"),
    clients: clientParts(context).map((user) => clientSetup(context, user)),
    retired: options.retiredClients,
    people: options.people.map((person) => identityOf(person, stack.country.name)),
  };
  const files = addSettings(scope, `${part.name}-setup`, setup);
  addJob(
    scope,
    { stack, part },
    {
      component: SETUP,
      user: OWN_USER,
      volumes: [{ name: "configuration", files }],
      containers: [
        {
          name: "setup",
          image: context.image("setup"),
          args: programArgs("esignet", "bootstrap", FOLDER),
          resources: { cpu: "50m", memory: "96Mi" },
          mounts: [{ volume: "configuration", path: FOLDER, readOnly: true }],
          secrets: keys === undefined ? [] : [{ secret: keys, folder: PUBLIC_KEYS }],
        },
      ],
    },
  );
}

function clientSetup({ stack, part, options }: EsignetContext, user: string): ClientSetup {
  const id = clientIdOf(options, user);
  return {
    id,
    title: partOf(stack, user).product.title,
    relyingParty: user,
    logoUri: `${publicUrlOf(stack, part, options)}/client.svg`,
    redirectUris: options.redirectUris[user] ?? [],
    claims: options.claims[user] ?? ["name"],
    contexts: options.factors.map((factor) => `${CONTEXT_PREFIXES[options.acrNames]}${factor}`),
    publicKeyFile: `${PUBLIC_KEYS}/${id}`,
  };
}

/** A person as the mock takes one; what it requires and nobody gave is filled with what is plainly made up. */
function identityOf(person: Person, country: string): MockIdentity {
  const inEnglish = (value: string) => [{ language: "eng", value }];
  return {
    individualId: person.id,
    fullName: inEnglish(`${person.givenName} ${person.familyName}`),
    givenName: inEnglish(person.givenName),
    familyName: inEnglish(person.familyName),
    gender: inEnglish(person.gender),
    dateOfBirth: person.birthdate,
    locality: inEnglish(country),
    region: inEnglish(country),
    country: inEnglish(country),
    postalCode: "00000",
    email: person.email ?? `${person.id}@people.invalid`,
    phone: person.phone ?? person.id,
    preferredLang: "eng",
  };
}
