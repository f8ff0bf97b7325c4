import { exposuresOf, mediatorOf, type Part, partOf, type Stack } from "../charts/spi/index.ts";

/** The common name of the certificate with which this tool calls the parts of a stack; no part's name has a space. */
export const OPERATOR = "country-stack operator";

/**
 * The part in whose namespace the stack's authority is, and what this tool calls parts with: the mediator, where it is
 * a server of ours. Without one no part has a certificate.
 */
export function authorityPart(stack: Stack): Part | undefined {
  const mediator = mediatorOf(stack);
  return mediator !== undefined && isOwn(mediator) ? mediator : undefined;
}

/** The common name of a stack's authority. */
export function authorityName(stack: Pick<Stack, "name">): string {
  return `parts of ${stack.name}`;
}

/** The Secret of a stack's authority, in the namespace of the part with it. */
export function authoritySecret(part: Pick<Part, "name">): string {
  return `${part.name}-authority`;
}

/** What that Secret holds: the authority's key and its certificate, of which there are two while the key is replaced. */
export const AUTHORITY_FILES = { key: "authority.key", certificate: "authority.crt" } as const;

/** The Secret with which this tool calls the parts of a stack, in the namespace of the part with the authority. */
export function operatorSecret(part: Pick<Part, "name">): string {
  return `${part.name}-operator`;
}

/** Whether a part has a certificate of the stack's authority: servers of ours have, beside a mediator of ours. */
export function hasCertificate(stack: Stack, part: Part): boolean {
  return isOwn(part) && authorityPart(stack) !== undefined;
}

/**
 * Whether a part takes nothing but TLS, from callers with a certificate. Where one of those that may call has none, as
 * a gateway or a product that speaks plain HTTP, the part speaks plain HTTP with all of them.
 */
export function speaksTls(stack: Stack, part: Part): boolean {
  const isExposed = exposuresOf(stack).some((exposure) => exposure.part === part.name);
  const isSpoken = hasCertificate(stack, part) && !isExposed;
  return isSpoken && callersOf(stack, part).every((caller) => hasCertificate(stack, caller));
}

/** The parts that links let call a part, each once: the mediator where they go through it. */
export function callersOf(stack: Stack, part: Part): Part[] {
  return distinct(callsOf(stack).flatMap(({ from, to }) => (to === part ? [from] : [])));
}

/** The parts that links let a part call, likewise. */
export function calleesOf(stack: Stack, part: Part): Part[] {
  return distinct(callsOf(stack).flatMap(({ from, to }) => (from === part ? [to] : [])));
}

interface Call {
  readonly from: Part;
  readonly to: Part;
}

function callsOf(stack: Stack): Call[] {
  const mediator = mediatorOf(stack);
  return stack.links.flatMap((link): Call[] => {
    const [from, to] = [partOf(stack, link.from), partOf(stack, link.to)];
    if (link.port === "") return [];
    if (link.via === "direct" || mediator === undefined) return [{ from, to }];
    return [
      { from, to: mediator },
      { from: mediator, to },
    ];
  });
}

function distinct(parts: readonly Part[]): Part[] {
  return [...new Set(parts)];
}

function isOwn({ product, external }: Part): boolean {
  return product.reference !== undefined && external === undefined;
}
