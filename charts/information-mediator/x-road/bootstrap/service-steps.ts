import { X509Certificate } from "node:crypto";
import type { BootstrapStep } from "../../../spi/index.ts";
import { clientId, memberId, type ServerSetup, type ServiceSetup } from "../settings.ts";
import { type PlacedClient, pathOf } from "./client-steps.ts";
import { segment, type World } from "./world.ts";

interface Description {
  readonly id: string;
  readonly type: string;
  readonly disabled: boolean;
  readonly services: readonly Service[];
}

interface Service {
  readonly id: string;
  readonly service_code: string;
  readonly url: string;
  readonly timeout: number;
  readonly ssl_auth?: boolean;
}

type Right = { readonly service_code: string };

/** One service of a part: described, led to the part, open, and for exactly its callers. */
export function serviceSteps(world: World, placed: PlacedClient, service: ServiceSetup): BootstrapStep[] {
  const name = `${placed.client.subsystem}/${service.code}`;
  const id = `${placed.client.subsystem}-${service.code}`;
  const api = world.apiOf(placed.server);
  const path = pathOf(world, placed);
  const find = async (stop: AbortSignal) => findService(world, placed, service, stop);
  const timeout = world.setup.serviceTimeout;
  // Asked only where the profile says who signed the other side's certificate: else nobody could be compared.
  const ssl_auth = service.certificate !== undefined;
  return [
    {
      id: `service-${id}`,
      title: `the service ${name}`,
      isDone: async (stop) => (await find(stop)) !== undefined,
      run: async (stop) => {
        const json = {
          url: service.url,
          type: "REST",
          rest_service_code: service.code,
          ignore_warnings: true,
        };
        await api.send("POST", `${path}/service-descriptions`, { json }, stop);
      },
    },
    ...(service.certificate === undefined ? [] : [trustStep(world, placed, id, service.certificate)]),
    {
      id: `service-address-${id}`,
      title: `where the service ${name} is`,
      isDone: async (stop) => {
        const found = (await find(stop))?.service;
        const isThere = found?.url === service.url && found.timeout === timeout;
        return isThere && (found.ssl_auth ?? false) === ssl_auth;
      },
      run: async (stop) => {
        const found = (await find(stop))?.service;
        const json = { url: service.url, timeout, ssl_auth, ignore_warnings: true };
        await api.send("PATCH", `/services/${segment(found?.id ?? "")}`, { json }, stop);
      },
    },
    {
      id: `service-enabled-${id}`,
      title: `the service ${name} is enabled`,
      isDone: async (stop) => (await find(stop))?.description.disabled === false,
      run: async (stop) => {
        const description = (await find(stop))?.description.id ?? "";
        await api.send("PUT", `/service-descriptions/${segment(description)}/enable`, undefined, stop);
      },
    },
    ...service.callers.map((caller) => rightStep(world, placed, service, caller)),
    noOtherRightStep(world, placed, service),
  ];
}

/** Codes of services are the same to X-Road whatever the case of their letters. */
async function findService(
  world: World,
  placed: PlacedClient,
  { code }: ServiceSetup,
  stop: AbortSignal,
): Promise<{ readonly description: Description; readonly service: Service } | undefined> {
  const path = `${pathOf(world, placed)}/service-descriptions`;
  const all = (await world.apiOf(placed.server).read<readonly Description[]>(path, stop)) ?? [];
  for (const description of all) {
    const service = description.services.find((each) => isSame(each.service_code, code));
    if (service !== undefined) return { description, service };
  }
  return undefined;
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The server trusts the certificate of a part that runs elsewhere. */
function trustStep(world: World, placed: PlacedClient, id: string, pem: string): BootstrapStep {
  const api = world.apiOf(placed.server);
  const path = `${pathOf(world, placed)}/tls-certificates`;
  const plain = (hash: string) => hash.replace(/[^0-9a-f]/gi, "").toUpperCase();
  return {
    id: `service-certificate-${id}`,
    title: `the certificate of the service ${placed.client.subsystem}`,
    isDone: async (stop) => {
      const wanted = plain(new X509Certificate(pem).fingerprint256);
      const all = (await api.read<readonly { hash: string }[]>(path, stop)) ?? [];
      return all.some(({ hash }) => plain(hash) === wanted);
    },
    run: async (stop) => {
      await api.send("POST", path, { bytes: Buffer.from(pem) }, stop);
    },
  };
}

function rightStep(
  world: World,
  placed: PlacedClient,
  { code }: ServiceSetup,
  caller: string,
): BootstrapStep {
  const api = world.apiOf(placed.server);
  const path = rightsPath(world, placed, caller);
  const name = `${placed.client.subsystem}/${code}`;
  return {
    id: `right-${placed.client.subsystem}-${code}-${caller.replaceAll(":", "-")}`,
    title: `${caller} may call ${name}`,
    // 404 stands for a caller without rights too.
    isDone: async (stop) => hasRight(await api.read<readonly Right[]>(path, stop), code),
    run: async (stop) => {
      await api.send("POST", path, { json: { items: [{ service_code: code }] } }, stop);
    },
  };
}

/**
 * Rights that no link asks for any more are taken away. Only subsystems of the profile's own members are looked at:
 * what others of the instance may do was decided by people.
 */
function noOtherRightStep(world: World, placed: PlacedClient, service: ServiceSetup): BootstrapStep {
  const api = world.apiOf(placed.server);
  const name = `${placed.client.subsystem}/${service.code}`;
  const own = world.setup.servers.map((server: ServerSetup) => `${memberId(world.setup, server)}:`);
  const unwanted = async (stop: AbortSignal) => {
    const all = await api.read<readonly { id: string }[]>(`${pathOf(world, placed)}/service-clients`, stop);
    const others = (all ?? [])
      .map(({ id }) => id)
      .filter((id) => own.some((member) => id.startsWith(member)) && !service.callers.includes(id));
    const found: string[] = [];
    for (const id of others) {
      const rights = await api.read<readonly Right[]>(rightsPath(world, placed, id), stop);
      if (hasRight(rights, service.code)) found.push(id);
    }
    return found;
  };
  return {
    id: `no-other-right-${placed.client.subsystem}-${service.code}`,
    title: `nobody else of the profile may call ${name}`,
    isDone: async (stop) => (await unwanted(stop)).length === 0,
    run: async (stop) => {
      const items = [{ service_code: service.code }];
      for (const id of await unwanted(stop))
        await api.send("POST", `${rightsPath(world, placed, id)}/delete`, { json: { items } }, stop);
    },
  };
}

const hasRight = (rights: readonly Right[] | undefined, code: string): boolean =>
  (rights ?? []).some(({ service_code }) => isSame(service_code, code));

function rightsPath(world: World, placed: PlacedClient, caller: string): string {
  return `${pathOf(world, placed)}/service-clients/${segment(caller)}/access-rights`;
}

/** A caller's own server lets its message through to the other's, which says that it may call the service. */
export function callStep(
  world: World,
  placed: PlacedClient,
  service: ServiceSetup,
  caller: string,
): BootstrapStep {
  const provider = clientId(world.setup, placed.server, placed.client.subsystem).replaceAll(":", "/");
  const server = world.setup.servers.find((each) => caller.startsWith(`${memberId(world.setup, each)}:`));
  const url = `${server?.messageUrl}/r1/${provider}/allowedMethods`;
  const headers = { "x-road-client": caller.replaceAll(":", "/"), accept: "application/json" };
  return {
    id: `call-${placed.client.subsystem}-${service.code}-${caller.replaceAll(":", "-")}`,
    title: `messages of ${caller} reach ${provider}`,
    isDone: async (stop) => {
      const { status, body } = await world.ask({ method: "GET", url, headers }, stop);
      if (status !== 200) throw new Error(`the security server answered ${status}${typeOf(body)}`);
      const { service: allowed = [] } = JSON.parse(body.toString("utf8")) as { service?: readonly Right[] };
      return hasRight(allowed, service.code);
    },
    run: async () => {
      throw new Error("the right is given, and not in force yet");
    },
  };
}

/** X-Road's word for what went wrong. */
function typeOf(body: Buffer): string {
  const type = /"type"\s*:\s*"([\w.]+)"/.exec(body.toString("utf8"))?.[1];
  return type === undefined ? "" : ` ${type}`;
}
