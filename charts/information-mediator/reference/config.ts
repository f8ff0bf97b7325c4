import { commonReferenceConfig, isApplication, mediatedServiceOf } from "../../reference-config.ts";
import type {
  ConfigureReference,
  MediatorApplication,
  MediatorMember,
  MediatorService,
  MediatorSettings,
  Part,
  Stack,
  TokenHint,
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
  const parts = stack.parts.filter((part) => part.owner.id === organizationId && isApplication(part));
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
  const service = mediatedServiceOf(stack, part);
  if (service === undefined) return [];
  const base = part.external?.url ?? addressOf(part.name, service.port);
  return [
    {
      id: part.block,
      specUrl: `${base}/openapi.json`,
      serviceUrl: `${base}${part.product.conformance.basePath}`,
      rights: service.callers.map((caller) => ({
        memberClass: caller.memberClass,
        memberCode: caller.memberCode,
        applicationId: caller.application,
      })),
    },
  ];
}
