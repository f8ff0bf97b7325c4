import { commonReferenceConfig } from "../../reference-config.ts";
import {
  type ConfigureReference,
  formatIdentifier,
  type Part,
  partOf,
  type Stack,
  type TokenHint,
} from "../../spi/index.ts";
import type { IdentityOptions } from "./options.ts";

/** The token for client management, enrolment, blocking and keys in a cluster. */
export const MANAGEMENT_TOKEN: TokenHint = { secret: "management", key: "token", path: "/management/keys" };

/** What the identity server is told: where it is, how it signs and how people prove who they are. */
export const configureIdentity: ConfigureReference<IdentityOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  const { redirectUris: _, claims: __, partners: ___, issuer, ...settings } = options;
  const own = addressOf(part.name, "api");
  const messagingPath = messagingPathOf(stack, part);
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: {
      ...settings,
      issuer: issuer ?? own,
      addresses: [own],
      ...(messagingPath === undefined ? {} : { messagingPath }),
    },
  };
};

/** The parts that people sign in to: those with a link and an address to return to. */
export function clientPartsOf(stack: Stack, part: Part, { redirectUris }: IdentityOptions): string[] {
  const users = stack.links.filter(({ to, capability }) => to === part.name && capability.kind === "oidc");
  const names = new Set(users.map(({ from }) => from));
  return [...names].filter((name) => redirectUris[name] !== undefined).sort();
}

/** The path at the mediator of the part that sends e-mails for this one. */
function messagingPathOf(stack: Stack, part: Part): string | undefined {
  const link = stack.links.find(
    ({ from, capability }) => from === part.name && capability.kind === "messaging",
  );
  if (link === undefined) return undefined;
  const target = partOf(stack, link.to);
  return `/r1/${formatIdentifier(target.identifier)}/${target.block}`;
}
