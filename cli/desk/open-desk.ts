import type { Part, Stack } from "../../charts/spi/index.ts";
import { partOf } from "../../charts/spi/index.ts";
import type { CallbackSink } from "../../conformance/callback-sink.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { servicePathOf } from "../targets.ts";
import type { Cast, ReachedPart } from "./casework.ts";
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
  const part = (role: string): Part => partOf(stack, roles[role] ?? "");
  const asking = part("asking");
  const cast: Cast = {
    asking: await reach(deployment, asking),
    holding: await reach(deployment, part("holding")),
    paying: await reach(deployment, part("paying")),
    mediator: await reach(deployment, mediator),
    caller: Object.values(asking.identifier).join("/"),
    payer: await readPayer(await reach(deployment, part("paying")), part("paying"), asking.owner.id),
    sink,
  };
  const { serveDesk } = await import("./serve-desk.ts");
  const identity = part("identity");
  return serveDesk({
    port,
    country: stack.country.name,
    ministry: asking.owner.name,
    cast,
    identity: await reach(deployment, identity),
    codes: identity.product.conformance.fixtures?.["oneTimeCodes"],
  });
}

async function reach(deployment: Deployment, part: Part): Promise<ReachedPart> {
  const { port, headers, basePath } = part.product.conformance;
  const url = (await deployment.addressOf(part.name, port, "workstation")).replace(/\/$/, "") + basePath;
  const own = (await deployment.headersOf?.(part.name)) ?? {};
  return { name: part.name, url, headers: { ...headers, ...own }, servicePath: servicePathOf(part) };
}
