import { type Part, partOf, type Stack } from "../../charts/spi/index.ts";
import type { CallbackSink } from "../../conformance/callback-sink.ts";
import { askingApplication } from "../../conformance/use-cases/asking-application.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { servicePathOf, targetOf } from "../targets.ts";
import { type Cast, FURTHER_ROLES, type ReachedPart } from "./cast.ts";
import { readPayer } from "./read-payer.ts";

/** The use case that a desk is for. */
const USE_CASE = "unconditional-social-cash-transfer";

/** A desk that runs. */
export interface Desk {
  /** Its address, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Whether a stack has the use case whose officers work at a desk. */
export function hasDesk(stack: Stack): boolean {
  return stack.useCases.some(({ id }) => id === USE_CASE);
}

/**
 * Opens the desk of a stack's ministry on loopback: officers sign in at identity, and what they do goes through the
 * mediator. Throws an Error with one sentence where a part does not answer as it should.
 */
export async function openDesk(
  stack: Stack,
  deployment: Deployment,
  sink: CallbackSink,
  port = 0,
): Promise<Desk> {
  const roles = stack.useCases.find(({ id }) => id === USE_CASE)?.roles ?? {};
  const mediator = stack.parts.find(({ block }) => block === "information-mediator");
  if (mediator === undefined) throw new Error(`stack ${stack.name} has no information mediator`);
  const reachRole = (role: string) => reach(stack, deployment, partOf(stack, roles[role] ?? ""));
  const { owner } = partOf(stack, roles["asking"] ?? "");
  const asking = await reachRole("asking");
  const paying = await reachRole("paying");
  const further: { -readonly [Role in keyof Cast["further"]]: Cast["further"][Role] } = {};
  for (const role of FURTHER_ROLES) if (roles[role] !== undefined) further[role] = await reachRole(role);
  const cast: Cast = {
    asking,
    holding: await reachRole("holding"),
    paying,
    mediator: await reach(stack, deployment, mediator),
    further,
    ministry: owner.name,
    caller: askingApplication({ servicePath: { asking: asking.servicePath } }),
    payer: await readPayer(paying, owner.id),
    sink,
  };
  const { serveDesk } = await import("./serve-desk.ts");
  const identity = await reachRole("identity");
  return serveDesk({ port, country: stack.country.name, cast, identity });
}

async function reach(stack: Stack, deployment: Deployment, part: Part): Promise<ReachedPart> {
  const { port } = part.product.conformance;
  const address = await deployment.addressOf(part.name, port, "workstation");
  const target = targetOf(stack, part, address, await deployment.headersOf?.(part.name));
  return { ...target, servicePath: servicePathOf(part) };
}
