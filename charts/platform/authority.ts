import { type Part, type ProductContext, partOf, type SecretKey } from "../spi/index.ts";

/** The key of the authority's private key in its Secret; its certificate stands under `tls.crt`. */
export const AUTHORITY_KEY = "tls.key";

/** The Secret of an authority, in its namespace. */
export function authoritySecretName(part: Pick<Part, "name">): string {
  return `${part.name}-key`;
}

/**
 * The key of the stack's own authority, as certificates name who signs them. Only for a part that requires a
 * `certificateAuthority()`: the resolver has made sure that there is one.
 */
export function authorityOf({
  stack,
  part,
  uses,
}: Pick<ProductContext, "stack" | "part" | "uses">): SecretKey {
  const link = uses.find(({ capability }) => capability.kind === "certificate-authority");
  if (link === undefined) throw new Error(`part ${part.name} has no certificate authority`);
  const authority = partOf(stack, link.to);
  return { namespace: authority.namespace, secret: authoritySecretName(authority), key: AUTHORITY_KEY };
}
