import {
  type Link,
  mediatorOf,
  type Part,
  type ProductContext,
  type ReferenceConfig,
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

/** The links through the mediator that end at a part. */
export function mediatedLinksTo(stack: Stack, part: Part): readonly Link[] {
  return stack.links.filter((link) => link.to === part.name && link.via === "mediator");
}
