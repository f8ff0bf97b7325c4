import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import { MANAGEMENT, memberId, type ServerSetup } from "../settings.ts";
import { logInToken, readToken, SOFTWARE_TOKEN } from "./token.ts";
import { trustSteps } from "./trust-steps.ts";
import { centralOf, developmentOf, segment, type World, waitStep } from "./world.ts";

interface CentralStatus {
  readonly instance_identifier?: string;
  readonly central_server_address?: string;
  readonly software_token_init_status?: string;
}

/**
 * From a new central server to one that publishes its configuration: instance, member classes, signing keys, members,
 * and whom the instance trusts. `operator` is whose server has the management services.
 */
export function centralSteps(world: World, operator: ServerSetup): BootstrapStep[] {
  const { setup } = world;
  const classes = [...new Set(setup.servers.map((server) => server.memberClass))];
  return [
    instanceStep(world),
    ...classes.map((code) => memberClassStep(world, code)),
    tokenStep(world),
    signingKeyStep(world, "INTERNAL"),
    signingKeyStep(world, "EXTERNAL"),
    ...setup.servers.map((server) => memberStep(world, server)),
    managementSubsystemStep(world, operator),
    managementProviderStep(world, operator),
    ...trustSteps(world),
    publishedStep(world),
  ];
}

function instanceStep(world: World): BootstrapStep {
  const { instance } = world.setup;
  const { address, pinFile } = developmentOf(world.setup).central;
  const status = async (stop: AbortSignal) =>
    (await centralOf(world).read<CentralStatus>("/initialization/status", stop)) ?? {};
  const isTokenReady = ({ software_token_init_status }: CentralStatus) =>
    software_token_init_status === "INITIALIZED";
  return {
    id: "instance",
    title: `the instance ${instance}`,
    isDone: async (stop) => {
      const {
        instance_identifier: known = "",
        central_server_address: at = "",
        ...rest
      } = await status(stop);
      if (known !== "" && known !== instance)
        throw new FinalError(
          `the central server is of instance ${known}, which cannot be changed to ${instance}`,
        );
      return known === instance && at !== "" && isTokenReady(rest);
    },
    run: async (stop) => {
      const now = await status(stop);
      const missing = {
        ...(now.instance_identifier ? {} : { instance_identifier: instance }),
        ...(now.central_server_address ? {} : { central_server_address: address }),
        ...(isTokenReady(now) ? {} : { software_token_pin: world.readFile(pinFile) }),
      };
      await centralOf(world).send("POST", "/initialization", { json: missing }, stop);
    },
  };
}

function memberClassStep(world: World, code: string): BootstrapStep {
  return {
    id: `class-${code}`,
    title: `the member class ${code}`,
    isDone: async (stop) => {
      const classes = await centralOf(world).read<readonly { code: string }[]>("/member-classes", stop);
      return classes?.some((each) => each.code === code) === true;
    },
    run: async (stop) => {
      const json = { code, description: `Members of class ${code}` };
      await centralOf(world).send("POST", "/member-classes", { json }, stop);
    },
  };
}

function tokenStep(world: World): BootstrapStep {
  const { pinFile } = developmentOf(world.setup).central;
  return {
    id: "central-token",
    title: "the central server's token is logged in",
    isDone: async (stop) => (await readToken(centralOf(world), stop))?.logged_in === true,
    run: (stop) => logInToken(centralOf(world), world.readFile(pinFile), stop),
  };
}

/** A second key would change the anchor, so that what is there is read right before. */
function signingKeyStep(world: World, source: "INTERNAL" | "EXTERNAL"): BootstrapStep {
  return {
    id: `signing-key-${source.toLowerCase()}`,
    title: `the key that signs the ${source.toLowerCase()} configuration`,
    isDone: async (stop) => {
      const keys = (await readToken(centralOf(world), stop))?.configuration_signing_keys ?? [];
      return keys.some((key) => key.source_type === source && key.active === true);
    },
    run: async (stop) => {
      const json = { key_label: `${source.toLowerCase()}-1`, token_id: SOFTWARE_TOKEN };
      await centralOf(world).send("POST", `/configuration-sources/${source}/signing-keys`, { json }, stop);
    },
  };
}

function memberStep(world: World, server: ServerSetup): BootstrapStep {
  const path = `/members/${segment(memberId(world.setup, server))}`;
  const find = (stop: AbortSignal) => centralOf(world).read<{ member_name?: string }>(path, stop);
  const member_name = server.memberName;
  return {
    id: `member-${server.organization}`,
    title: `the member ${memberId(world.setup, server)}`,
    isDone: async (stop) => (await find(stop))?.member_name === member_name,
    run: async (stop) => {
      const member_id = { member_class: server.memberClass, member_code: server.memberCode };
      if ((await find(stop)) === undefined)
        await centralOf(world).send("POST", "/members", { json: { member_id, member_name } }, stop);
      else await centralOf(world).send("PATCH", path, { json: { member_name } }, stop);
    },
  };
}

function managementSubsystemStep(world: World, operator: ServerSetup): BootstrapStep {
  const path = `/members/${segment(memberId(world.setup, operator))}/subsystems`;
  return {
    id: "management-subsystem",
    title: "the subsystem of the management services",
    isDone: async (stop) => {
      const all = await centralOf(world).read<
        readonly { subsystem_id: { subsystem_code?: string; encoded_id?: string } }[]
      >(path, stop);
      return (all ?? []).some(({ subsystem_id }) => subsystem_id.subsystem_code === MANAGEMENT);
    },
    run: async (stop) => {
      const { memberClass: member_class, memberCode: member_code } = operator;
      const subsystem_id = { member_class, member_code, subsystem_code: MANAGEMENT };
      await centralOf(world).send("POST", "/subsystems", { json: { subsystem_id } }, stop);
    },
  };
}

function managementProviderStep(world: World, operator: ServerSetup): BootstrapStep {
  const path = "/management-services-configuration";
  const service_provider_id = `${memberId(world.setup, operator)}:${MANAGEMENT}`;
  return {
    id: "management-provider",
    title: "who provides the management services",
    isDone: async (stop) => {
      const now = await centralOf(world).read<{ service_provider_id?: string }>(path, stop);
      return now?.service_provider_id === service_provider_id;
    },
    run: async (stop) => {
      await centralOf(world).send("PATCH", path, { json: { service_provider_id } }, stop);
    },
  };
}

function publishedStep(world: World): BootstrapStep {
  const url = `${developmentOf(world.setup).central.configurationUrl}/internalconf?version=6`;
  return waitStep(
    "published",
    "the central server publishes its configuration",
    async (stop) => (await world.ask({ method: "GET", url }, stop)).status === 200,
    "the central server has not published its configuration yet",
  );
}
