import type { Stack } from "../../charts/spi/index.ts";

/**
 * The same stack as a sandbox of another name: namespaces `NAME-PART`, environment development. Identifiers at the
 * mediator, links and seeds stay, so that tests written for the profile hold for its sandboxes.
 */
export function renameStack(stack: Stack, name: string): Stack {
  return {
    ...stack,
    name,
    environment: "development",
    parts: stack.parts.map((part) => ({ ...part, namespace: `${name}-${part.name}` })),
  };
}
