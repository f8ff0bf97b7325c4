import type { BootstrapStep } from "../../../spi/index.ts";
import type { KeycloakClient, KeycloakSetup } from "../settings.ts";
import type { AdminApi } from "./admin-api.ts";

type Representation = Readonly<Record<string, unknown>>;

/**
 * The steps from a new Keycloak to a realm with its roles and clients. What exists is brought to what the profile
 * says; what it does not speak of, such as users, is never touched.
 */
export function planSteps(
  setup: KeycloakSetup,
  api: AdminApi,
  readFile: (file: string) => string,
): BootstrapStep[] {
  return [
    realmStep(setup, api),
    ...setup.roles.map((role) => roleStep(setup, role, api)),
    ...setup.clients.map((client) =>
      clientStep(setup, client, api, () => readFile(client.secretFile).trim()),
    ),
  ];
}

function realmStep(setup: KeycloakSetup, api: AdminApi): BootstrapStep {
  const path = `/realms/${setup.realm}`;
  const wanted = {
    realm: setup.realm,
    displayName: setup.realmTitle,
    enabled: true,
    accessTokenLifespan: setup.accessTokenLifespan,
    bruteForceProtected: true,
    passwordPolicy: "length(12) and notUsername(undefined)",
    registrationAllowed: false,
  };
  return {
    id: "realm",
    title: `the realm ${setup.realm}`,
    isDone: async (stop) => holds(await api.read(path, stop), wanted),
    run: async (stop) => {
      if ((await api.read(path, stop)) === undefined) await api.send("POST", "/realms", wanted, stop);
      else await api.send("PUT", path, wanted, stop);
    },
  };
}

function roleStep({ realm }: KeycloakSetup, role: string, api: AdminApi): BootstrapStep {
  return {
    id: `role-${role}`,
    title: `the role ${role}`,
    isDone: async (stop) => (await api.read(`/realms/${realm}/roles/${role}`, stop)) !== undefined,
    run: (stop) => api.send("POST", `/realms/${realm}/roles`, { name: role }, stop),
  };
}

function clientStep(
  { realm }: KeycloakSetup,
  client: KeycloakClient,
  api: AdminApi,
  readSecret: () => string,
): BootstrapStep {
  const path = `/realms/${realm}/clients`;
  const find = async (stop: AbortSignal) => {
    const found = await api.read<Representation[]>(`${path}?clientId=${encodeURIComponent(client.id)}`, stop);
    return found?.[0];
  };
  const wanted = () => ({
    clientId: client.id,
    name: client.title,
    enabled: true,
    protocol: "openid-connect",
    publicClient: false,
    clientAuthenticatorType: "client-secret",
    secret: readSecret(),
    standardFlowEnabled: client.redirectUris.length > 0,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    redirectUris: client.redirectUris,
  });
  return {
    id: `client-${client.id}`,
    title: `the client ${client.id}`,
    isDone: async (stop) => holds(await find(stop), wanted()),
    run: async (stop) => {
      const found = await find(stop);
      const body = { ...wanted(), attributes: { "pkce.code.challenge.method": "S256" } };
      if (found === undefined) await api.send("POST", path, body, stop);
      else await api.send("PUT", `${path}/${String(found["id"])}`, body, stop);
    },
  };
}

/** Whether what is there has all that is wanted; lists in any order, for Keycloak keeps sets. */
function holds(found: Representation | undefined, wanted: Representation): boolean {
  return (
    found !== undefined &&
    Object.entries(wanted).every(([key, value]) => comparable(found[key]) === comparable(value))
  );
}

function comparable(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
}
