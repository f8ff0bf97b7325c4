import {
  mediatorOf,
  type Part,
  type ProductContext,
  partOf,
  type ReferenceConfig,
  type ServiceIdentifier,
  type Stack,
} from "./spi/index.ts";

/** What a reference product is told besides its own settings: the same for every block. */
export function commonReferenceConfig(
  context: Pick<ProductContext, "stack" | "part">,
  addressOf: (part: string, port: string) => string,
): Omit<ReferenceConfig, "settings"> {
  const { stack, part } = context;
  const mediator = mediatorOf(stack);
  const callsOthers = stack.links.some((link) => link.from === part.name && link.via === "mediator");
  return {
    stack: stack.name,
    part: part.name,
    block: part.block,
    environment: stack.environment,
    identifier: part.identifier,
    clientAuthentication: "none",
    ...(mediator !== undefined && callsOthers ? { mediator: addressOf(mediator.name, "api") } : {}),
    institutions: Object.fromEntries(
      stack.organizations.map((one) => [`${one.class}/${one.code}`, one.name]),
    ),
    ...(part.seed === undefined ? {} : { seed: part.seed }),
  };
}

/** Whether a part is an application of its owner to the mediator: not the mediator itself, nor a database or broker. */
export function isApplication({ block, product }: Part): boolean {
  return block !== "information-mediator" && product.platform === undefined;
}

/** The one service by which others reach a part through the mediator. */
export interface MediatedService {
  /** A key of the ports of the part's product. */
  readonly port: string;
  /** Who may call it, each once. */
  readonly callers: readonly ServiceIdentifier[];
}

/** What the links through the mediator to a part come to; undefined where nobody reaches it that way. */
export function mediatedServiceOf(stack: Stack, part: Part): MediatedService | undefined {
  const links = stack.links.filter((link) => link.to === part.name && link.via === "mediator");
  const [first] = links;
  if (first === undefined) return undefined;
  const names = new Set(links.map((link) => link.from));
  return { port: first.port, callers: [...names].map((name) => partOf(stack, name).identifier) };
}
