import type { BootstrapStep } from "../../../spi/index.ts";
import { clientId, MANAGEMENT, type ServerSetup, serverId } from "../settings.ts";
import { centralOf, segment, type World } from "./world.ts";

/** The instance's services by which servers register clients, change addresses and so on. */
const SERVICES = [
  "clientReg",
  "clientDeletion",
  "authCertDeletion",
  "ownerChange",
  "clientEnable",
  "clientDisable",
  "addressChange",
  "clientRename",
  "maintenanceModeEnable",
  "maintenanceModeDisable",
];

interface Configuration {
  readonly security_server_id?: string;
  readonly services_address?: string;
  readonly wsdl_address?: string;
}

interface Description {
  readonly id: string;
  readonly type: string;
  readonly url: string;
  readonly disabled: boolean;
  readonly services: readonly Service[];
}

interface Service {
  readonly id: string;
  readonly service_code: string;
  readonly url: string;
  readonly ssl_auth?: boolean;
}

/** The management services of an instance of one's own, at the server of its operator. */
export function managementSteps(world: World, operator: ServerSetup): BootstrapStep[] {
  const api = world.apiOf(operator);
  const client = clientId(world.setup, operator, MANAGEMENT);
  const path = `/clients/${segment(client)}`;
  const configuration = async (stop: AbortSignal) =>
    (await centralOf(world).read<Configuration>("/management-services-configuration", stop)) ?? {};
  const description = async (stop: AbortSignal) => {
    const all = await api.read<readonly Description[]>(`${path}/service-descriptions`, stop);
    return all?.find(({ type }) => type === "WSDL");
  };
  const isAt = ({ url, ssl_auth }: Service, address: string | undefined) =>
    url === address && ssl_auth !== true;
  return [
    {
      id: "management-server",
      title: "the server of the management services",
      // Empty until there is one; how it is written is X-Road's own affair.
      isDone: async (stop) => ((await configuration(stop)).security_server_id ?? "") !== "",
      run: async (stop) => {
        const json = { security_server_id: serverId(world.setup, operator) };
        const path = "/management-services-configuration/register-provider";
        await centralOf(world).send("POST", path, { json }, stop);
      },
    },
    {
      id: "management-client",
      title: "the management services' subsystem at its server",
      isDone: async (stop) => (await api.read(path, stop)) !== undefined,
      run: async (stop) => {
        const { memberClass: member_class, memberCode: member_code } = operator;
        const client = { member_class, member_code, subsystem_code: MANAGEMENT, connection_type: "HTTP" };
        await api.send("POST", "/clients", { json: { ignore_warnings: true, client } }, stop);
      },
    },
    {
      id: "management-description",
      title: "the description of the management services",
      isDone: async (stop) => (await description(stop)) !== undefined,
      run: async (stop) => {
        const { wsdl_address: url } = await configuration(stop);
        const json = { url, type: "WSDL", ignore_warnings: true };
        await api.send("POST", `${path}/service-descriptions`, { json }, stop);
      },
    },
    {
      id: "management-address",
      title: "where the management services are",
      isDone: async (stop) => {
        const { services_address } = await configuration(stop);
        const services = (await description(stop))?.services ?? [];
        return services.length > 0 && services.every((service) => isAt(service, services_address));
      },
      run: async (stop) => {
        const { services_address: url } = await configuration(stop);
        const [service] = (await description(stop))?.services ?? [];
        const all = { url_all: true, timeout_all: true, ssl_auth_all: true, ignore_warnings: true };
        const json = { url, timeout: 60, ssl_auth: false, ...all };
        await api.send("PATCH", `/services/${segment(service?.id ?? "")}`, { json }, stop);
      },
    },
    rightsStep(world, operator, path),
    {
      id: "management-enabled",
      title: "the management services are enabled",
      isDone: async (stop) => (await description(stop))?.disabled === false,
      run: async (stop) => {
        const { id = "" } = (await description(stop)) ?? {};
        await api.send("PUT", `/service-descriptions/${segment(id)}/enable`, undefined, stop);
      },
    },
  ];
}

/** Every server's owner may ask. The group is known once the first server is registered and has learnt of it. */
function rightsStep(world: World, operator: ServerSetup, client: string): BootstrapStep {
  const api = world.apiOf(operator);
  const group = `${world.setup.instance}:security-server-owners`;
  const path = `${client}/service-clients/${segment(group)}/access-rights`;
  const missing = async (stop: AbortSignal) => {
    const given = (await api.read<readonly { service_code: string }[]>(path, stop)) ?? [];
    return SERVICES.filter((code) => !given.some(({ service_code }) => service_code === code));
  };
  return {
    id: "management-rights",
    title: "who may use the management services",
    isDone: async (stop) => (await missing(stop)).length === 0,
    run: async (stop) => {
      // One that is given already would make the whole call fail.
      const items = (await missing(stop)).map((service_code) => ({ service_code }));
      await api.send("POST", path, { json: { items } }, stop);
    },
  };
}
