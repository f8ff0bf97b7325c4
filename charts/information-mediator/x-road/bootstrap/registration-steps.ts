import type { BootstrapStep } from "../../../spi/index.ts";
import { type ServerSetup, serverId } from "../settings.ts";
import { ApiError } from "./admin-api.ts";
import { findCertificate } from "./certificate-steps.ts";
import { approveRequest } from "./requests.ts";
import { centralOf, segment, type World, waitStep } from "./world.ts";

/** What the central server answers where an earlier request arrived, though the server did not learn of it. */
const ARRIVED = ["management_request_exists", "management_request_security_server_exists"];

/** The instance is asked to know the server by its certificate, at its address. */
export function registrationStep(world: World, server: ServerSetup): BootstrapStep {
  let hasArrived = false;
  return {
    id: `registration-${server.organization}`,
    title: `the registration of the security server of ${server.organization} is asked for`,
    isDone: async (stop) => {
      const { status = "" } = (await findCertificate(world, server, "AUTHENTICATION", stop)) ?? {};
      return hasArrived || ["REGISTRATION_IN_PROGRESS", "REGISTERED"].includes(status);
    },
    run: async (stop) => {
      const found = await findCertificate(world, server, "AUTHENTICATION", stop);
      const path = `/token-certificates/${found?.certificate_details.hash}/register`;
      try {
        await world.apiOf(server).send("PUT", path, { json: { address: server.address } }, stop);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.names(...ARRIVED)) throw error;
        hasArrived = true;
      }
    },
  };
}

/** The central server approves what the server asked; where others run the instance, they do. */
export function approvalStep(world: World, server: ServerSetup): BootstrapStep {
  const id = serverId(world.setup, server);
  return {
    id: `approval-${server.organization}`,
    title: `the registration of the security server of ${server.organization} is approved`,
    isDone: async (stop) =>
      (await centralOf(world).read(`/security-servers/${segment(id)}`, stop)) !== undefined,
    run: (stop) => approveRequest(world, "AUTH_CERT_REGISTRATION_REQUEST", { server: id }, stop),
  };
}

/** The server has learnt from the configuration that it is registered. */
export function registeredStep(world: World, server: ServerSetup): BootstrapStep {
  const { organization, address } = server;
  const reason =
    world.setup.membership === undefined
      ? "the configuration with the server is on its way"
      : `waiting for the operator of the instance to approve the registration of ` +
        `${serverId(world.setup, server)} at ${address}`;
  return waitStep(
    `registered-${organization}`,
    `the security server of ${organization} is registered`,
    async (stop) => (await findCertificate(world, server, "AUTHENTICATION", stop))?.status === "REGISTERED",
    reason,
  );
}

interface TimeStamps {
  readonly name: string;
  readonly url: string;
  readonly cost_type: string;
}

/** The server has time stamps for its message log, without which it lets no message through. */
export function timeStampsStep(world: World, server: ServerSetup): BootstrapStep {
  const api = world.apiOf(server);
  const wanted = world.setup.membership?.timeStamps;
  const read = async (path: string, stop: AbortSignal) =>
    (await api.read<readonly TimeStamps[]>(path, stop)) ?? [];
  return {
    id: `time-stamps-${server.organization}`,
    title: `time stamps for the message log of ${server.organization}`,
    isDone: async (stop) => {
      const chosen = await read("/system/timestamping-services", stop);
      return chosen.some(({ url }) => wanted === undefined || url === wanted);
    },
    run: async (stop) => {
      const offered = await read("/timestamping-services", stop);
      const one = offered.find(({ url }) => wanted === undefined || url === wanted);
      if (one === undefined)
        throw new Error(
          `the instance's configuration names no time stamps${wanted === undefined ? "" : ` at ${wanted}`}`,
        );
      const json = { name: one.name, url: one.url, cost_type: one.cost_type };
      await api.send("POST", "/system/timestamping-services", { json }, stop);
    },
  };
}
