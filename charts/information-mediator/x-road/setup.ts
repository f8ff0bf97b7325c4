import { clusterAddress, componentName } from "../../../constructs/address.ts";
import { isApplication, mediatedServiceOf } from "../../reference-config.ts";
import type { Organization, Part, ProductContext, Stack } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";
import { AUTHORITY, AUTHORITY_PORTS, CENTRAL, CENTRAL_PORTS, PORTS } from "./ports.ts";
import { authorityName } from "./secrets.ts";
import { serverCode, serverComponent } from "./servers.ts";
import type {
  ClientSetup,
  DevelopmentSetup,
  MembershipSetup,
  ServerSetup,
  ServiceSetup,
  XRoadSetup,
} from "./settings.ts";

/** The folders at which the bootstrap finds passwords and PINs, each a file named as its component. */
export const PASSWORDS_FOLDER = "/run/secrets/administrators";
export const PINS_FOLDER = "/run/secrets/pins";
/** The user of security servers that is made for the administration. */
export const ADMINISTRATOR = "country-stack";
/** The user of the central server's image that may do everything. */
export const CENTRAL_ADMINISTRATOR = "xrd";

type Context = Pick<ProductContext<XRoadOptions>, "stack" | "part" | "options">;

/** What the bootstrap job is told: every organization has a server, every part is a subsystem, every link a right. */
export function setupOf(context: Context): XRoadSetup {
  const { stack, options } = context;
  const membership = membershipOf(options);
  return {
    instance: stack.instance,
    country: stack.country.code,
    logsMessages: options.variant === "full",
    serviceTimeout: options.serviceTimeout,
    servers: serversOf(context).map((organization) => serverOf(context, organization)),
    clients: stack.parts.filter(isApplication).map((part) => clientOf(stack, part)),
    ...(membership === undefined ? { development: developmentOf(context) } : { membership }),
  };
}

/** The organizations in the order of their servers: the part's own first, which operates the instance. */
export function serversOf({ stack, part }: Pick<Context, "stack" | "part">): Organization[] {
  const others = stack.organizations.filter(({ id }) => id !== part.owner.id);
  return [...stack.organizations.filter(({ id }) => id === part.owner.id), ...others];
}

/** The DNS name of a component's Service. */
export function hostOf({ part }: Pick<Context, "part">, component: string): string {
  return `${componentName(part, component)}.${part.namespace}.svc.cluster.local`;
}

function serverOf(context: Context, organization: Organization): ServerSetup {
  const component = serverComponent(organization);
  const host = hostOf(context, component);
  const own = context.options.member?.servers[organization.id];
  const isMember = context.options.mode === "member";
  return {
    organization: organization.id,
    memberClass: organization.class,
    memberCode: organization.code,
    memberName: organization.name,
    serverCode: (isMember ? own?.code : undefined) ?? serverCode(organization),
    address: (isMember ? own?.address : undefined) ?? host,
    adminUrl: `https://${host}:${PORTS.admin}`,
    messageUrl: `http://${host}:${PORTS.api}`,
    healthUrl: `http://${host}:${PORTS.health}`,
    user: ADMINISTRATOR,
    passwordFile: `${PASSWORDS_FOLDER}/${component}`,
    pinFile: `${PINS_FOLDER}/${component}`,
    ...(isMember ? { certificates: own?.certificates } : {}),
  };
}

function clientOf(stack: Stack, part: Part): ClientSetup {
  return {
    organization: part.owner.id,
    subsystem: part.identifier.application,
    services: servicesOf(stack, part),
  };
}

/** The one service that links reach, named as its block: what the reference mediator calls it too. */
function servicesOf(stack: Stack, part: Part): ServiceSetup[] {
  const service = mediatedServiceOf(stack, part);
  if (service === undefined) return [];
  const base = clusterAddress(stack, part.name, service.port);
  return [
    {
      code: part.block,
      url: `${base}${part.product.conformance.basePath}`,
      ...(part.external?.ca === undefined ? {} : { certificate: part.external.ca }),
      callers: service.callers.map((caller) =>
        [caller.instance, caller.memberClass, caller.memberCode, caller.application].join(":"),
      ),
    },
  ];
}

function developmentOf(context: Context): DevelopmentSetup {
  const central = hostOf(context, CENTRAL);
  const authority = hostOf(context, AUTHORITY);
  return {
    central: {
      adminUrl: `https://${central}:${CENTRAL_PORTS.admin}`,
      configurationUrl: `http://${central}`,
      address: central,
      user: CENTRAL_ADMINISTRATOR,
      passwordFile: `${PASSWORDS_FOLDER}/${CENTRAL}`,
      pinFile: `${PINS_FOLDER}/${CENTRAL}`,
    },
    authority: {
      name: authorityName(context.stack.name),
      signUrl: `http://${authority}:${AUTHORITY_PORTS.sign}`,
      statusUrl: `http://${authority}:${AUTHORITY_PORTS.status}`,
      timeUrl: `http://${authority}:${AUTHORITY_PORTS.time}`,
    },
  };
}

/** What stands under `member` in mode member; the product has said before that it must be there. */
function membershipOf({ mode, member }: XRoadOptions): MembershipSetup | undefined {
  if (mode !== "member" || member === undefined) return undefined;
  const { anchor, anchorHash, authority, timeStamps } = member;
  return {
    anchor,
    ...(anchorHash === undefined ? {} : { anchorHash }),
    authority: { name: authority.name, acme: authority.acme !== undefined, fields: authority.fields },
    ...(timeStamps === undefined ? {} : { timeStamps }),
  };
}
