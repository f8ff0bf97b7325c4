import { commonReferenceConfig, mediatedLinksTo } from "../../reference-config.ts";
import {
  type ConfigureReference,
  type MediatorApplication,
  type MediatorMember,
  type MediatorService,
  type MediatorSettings,
  type Part,
  partOf,
  type Stack,
  type TokenHint,
} from "../../spi/index.ts";

/** The token for the mediator's configuration, rights and message log in a cluster. */
export const MANAGEMENT_TOKEN: TokenHint = { secret: "management", key: "token", path: "/api/v1/config" };

/** The mediator's options in a profile. */
export interface MediatorOptions {
  readonly retryBaseMs: number;
}

/**
 * The mediator's configuration: every organization a member, every part an application, every part that links
 * reach through the mediator a service named as its block, and rights for exactly those links.
 */
export const configureMediator: ConfigureReference<MediatorOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  const settings: MediatorSettings & { retryBaseMs: number } = {
    domain: stack.domain,
    instance: stack.instance,
    members: stack.organizations.map((organization) => member(stack, organization.id, addressOf)),
    allowLoopbackTargets: addressOf(part.name, "api").includes("127.0.0.1"),
    retryBaseMs: options.retryBaseMs,
  };
  return { ...commonReferenceConfig(context, addressOf), settings: { ...settings } };
};

function member(
  stack: Stack,
  organizationId: string,
  addressOf: (part: string, port: string) => string,
): MediatorMember {
  const organization = stack.organizations.find((candidate) => candidate.id === organizationId);
  if (organization === undefined) throw new Error(`no organization ${organizationId}`);
  // Databases and brokers talk to nobody through a mediator.
  const parts = stack.parts.filter(
    ({ owner, block, product }) =>
      owner.id === organizationId && block !== "information-mediator" && product.platform === undefined,
  );
  return {
    name: organization.name,
    class: organization.class,
    code: organization.code,
    applications: parts.map((part) => application(stack, part, addressOf)),
  };
}

function application(
  stack: Stack,
  part: Part,
  addressOf: (part: string, port: string) => string,
): MediatorApplication {
  return { id: part.identifier.application, connection: "http", services: services(stack, part, addressOf) };
}

function services(
  stack: Stack,
  part: Part,
  addressOf: (part: string, port: string) => string,
): readonly MediatorService[] {
  const links = mediatedLinksTo(stack, part);
  const [first] = links;
  if (first === undefined) return [];
  const base = part.external?.url ?? addressOf(part.name, first.port);
  const callers = [...new Set(links.map((link) => link.from))].map((name) => partOf(stack, name).identifier);
  return [
    {
      id: part.block,
      specUrl: `${base}/openapi.json`,
      serviceUrl: `${base}${part.product.conformance.basePath}`,
      rights: callers.map((caller) => ({
        memberClass: caller.memberClass,
        memberCode: caller.memberCode,
        applicationId: caller.application,
      })),
    },
  ];
}
