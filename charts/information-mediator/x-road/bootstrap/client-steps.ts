import type { BootstrapStep } from "../../../spi/index.ts";
import { type ClientSetup, clientId, type ServerSetup, serverId } from "../settings.ts";
import { ApiError } from "./admin-api.ts";
import { approveRequest } from "./requests.ts";
import { centralOf, segment, type World, waitStep } from "./world.ts";

/** A subsystem as its security server has it. */
interface Client {
  readonly status?: string;
  readonly connection_type?: string;
}

/** What the central server answers where an earlier request arrived, though the server did not learn of it. */
const ARRIVED = ["management_request_exists", "management_request_client_already_registered"];

/** A client and the server that it is on. */
export interface PlacedClient {
  readonly client: ClientSetup;
  readonly server: ServerSetup;
}

/** The subsystem is at its server, which takes its messages without TLS: it is next door, behind network policies. */
export function clientStep(world: World, { client, server }: PlacedClient): BootstrapStep {
  const api = world.apiOf(server);
  const path = pathOf(world, { client, server });
  const connection_type = "HTTP";
  return {
    id: `client-${client.subsystem}`,
    title: `the subsystem ${client.subsystem}`,
    isDone: async (stop) => (await api.read<Client>(path, stop))?.connection_type === connection_type,
    run: async (stop) => {
      if ((await api.read<Client>(path, stop)) !== undefined) {
        await api.send("PATCH", path, { json: { connection_type } }, stop);
        return;
      }
      const { memberClass: member_class, memberCode: member_code } = server;
      const made = { member_class, member_code, subsystem_code: client.subsystem, connection_type };
      await api.send("POST", "/clients", { json: { ignore_warnings: true, client: made } }, stop);
    },
  };
}

/** The instance is asked to know the subsystem: a message to its management services. */
export function clientRegistrationStep(world: World, placed: PlacedClient): BootstrapStep {
  const api = world.apiOf(placed.server);
  const path = pathOf(world, placed);
  const { subsystem } = placed.client;
  let hasArrived = false;
  return {
    id: `client-registration-${subsystem}`,
    title: `the registration of the subsystem ${subsystem} is asked for`,
    isDone: async (stop) => {
      const { status = "" } = (await api.read<Client>(path, stop)) ?? {};
      return hasArrived || ["REGISTRATION_IN_PROGRESS", "REGISTERED"].includes(status);
    },
    run: async (stop) => {
      try {
        await api.send("PUT", `${path}/register`, undefined, stop);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.names(...ARRIVED)) throw error;
        hasArrived = true;
      }
    },
  };
}

/** The central server approves what the subsystem's server asked. */
export function clientApprovalStep(world: World, { client, server }: PlacedClient): BootstrapStep {
  const id = clientId(world.setup, server, client.subsystem);
  const at = serverId(world.setup, server);
  return {
    id: `client-approval-${client.subsystem}`,
    title: `the registration of the subsystem ${client.subsystem} is approved`,
    isDone: async (stop) => {
      type Known = { readonly client_id: { readonly encoded_id?: string } };
      const clients = await centralOf(world).read<readonly Known[]>(
        `/security-servers/${segment(at)}/clients`,
        stop,
      );
      return clients?.some(({ client_id }) => client_id.encoded_id === id) === true;
    },
    run: (stop) => approveRequest(world, "CLIENT_REGISTRATION_REQUEST", { server: at, client: id }, stop),
  };
}

/** The server has learnt from the configuration that the subsystem is registered. */
export function clientRegisteredStep(world: World, placed: PlacedClient): BootstrapStep {
  const { client, server } = placed;
  const path = pathOf(world, placed);
  const reason =
    world.setup.membership === undefined
      ? "the configuration with the subsystem is on its way"
      : "waiting for the operator of the instance to approve the registration of " +
        clientId(world.setup, server, client.subsystem);
  return waitStep(
    `client-registered-${client.subsystem}`,
    `the subsystem ${client.subsystem} is registered`,
    async (stop) => (await world.apiOf(server).read<Client>(path, stop))?.status === "REGISTERED",
    reason,
  );
}

/** The path of a subsystem at its server's administration. */
export function pathOf(world: World, { client, server }: PlacedClient): string {
  return `/clients/${segment(clientId(world.setup, server, client.subsystem))}`;
}
