import type { BootstrapStep } from "../../../spi/index.ts";
import type { ServerSetup } from "../settings.ts";
import { centralSteps } from "./central-steps.ts";
import { activeStep, certificateStep, keyStep } from "./certificate-steps.ts";
import {
  clientApprovalStep,
  clientRegisteredStep,
  clientRegistrationStep,
  clientStep,
  type PlacedClient,
} from "./client-steps.ts";
import { managementSteps } from "./management-steps.ts";
import { approvalStep, registeredStep, registrationStep, timeStampsStep } from "./registration-steps.ts";
import {
  anchorStep,
  authorityKnownStep,
  healthyStep,
  initializedStep,
  reachedStep,
  tokenStep,
} from "./server-steps.ts";
import { callStep, serviceSteps } from "./service-steps.ts";
import { developmentOf, type World } from "./world.ts";

type MakeStep<T> = (item: T) => BootstrapStep;

/**
 * All steps from new servers to parts that may call each other. Each is done for all servers, or all clients, before
 * the next: what has to wait for the configuration to go round then waits for all of them at once.
 */
export function planSteps(world: World): BootstrapStep[] {
  const { setup } = world;
  const { servers } = setup;
  const [operator] = servers;
  const isOwn = setup.development !== undefined;
  const authority = setup.membership?.authority.name ?? developmentOf(setup).authority.name;
  const clients = placeClients(world);
  const services = clients.flatMap((placed) =>
    placed.client.services.map((service) => ({ placed, service })),
  );
  return [
    ...(isOwn && operator !== undefined ? centralSteps(world, operator) : []),
    ...each(servers, [
      (server) => reachedStep(world, server),
      (server) => anchorStep(world, server),
      (server) => initializedStep(world, server),
      (server) => tokenStep(world, server),
      (server) => authorityKnownStep(world, server, authority),
      (server) => keyStep(world, server, "AUTHENTICATION"),
      (server) => keyStep(world, server, "SIGNING"),
      (server) => certificateStep(world, server, "AUTHENTICATION"),
      (server) => certificateStep(world, server, "SIGNING"),
      (server) => activeStep(world, server, "SIGNING"),
      (server) => registrationStep(world, server),
      ...(isOwn ? [(server: ServerSetup) => approvalStep(world, server)] : []),
    ]),
    ...(isOwn && operator !== undefined ? managementSteps(world, operator) : []),
    ...each(servers, [
      (server) => registeredStep(world, server),
      (server) => activeStep(world, server, "AUTHENTICATION"),
      ...(setup.logsMessages ? [(server: ServerSetup) => timeStampsStep(world, server)] : []),
    ]),
    ...each(clients, [
      (placed) => clientStep(world, placed),
      (placed) => clientRegistrationStep(world, placed),
      ...(isOwn ? [(placed: PlacedClient) => clientApprovalStep(world, placed)] : []),
      (placed) => clientRegisteredStep(world, placed),
    ]),
    ...services.flatMap(({ placed, service }) => serviceSteps(world, placed, service)),
    ...servers.map((server) => healthyStep(world, server)),
    ...services.flatMap(({ placed, service }) =>
      service.callers.map((caller) => callStep(world, placed, service, caller)),
    ),
  ];
}

/** The first step of every item, then the second of every one, and so on. */
function each<T>(items: readonly T[], steps: readonly MakeStep<T>[]): BootstrapStep[] {
  return steps.flatMap((make) => items.map(make));
}

function placeClients({ setup }: World): PlacedClient[] {
  return setup.clients.map((client) => {
    const server = setup.servers.find(({ organization }) => organization === client.organization);
    if (server === undefined)
      throw new TypeError(`no server of ${client.organization} for ${client.subsystem}`);
    return { client, server };
  });
}
