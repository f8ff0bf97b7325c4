import { randomInt } from "node:crypto";
import { type AddressInfo, createServer, type Server } from "node:net";

/**
 * Below the ports from which systems give one to each connection that leaves (32768 and up on Linux, 49152 elsewhere): until
 * a part listens, its port could be given away.
 */
const [FIRST, END] = [20_000, 32_768];
const TRIES = 100;

/** Loopback ports that nobody else gets before they are released, one name after the other or all at once. */
export interface HeldPorts {
  readonly ports: Readonly<Record<string, number>>;
  /** Lets go of a name's port, so that its server can listen there. */
  release(name: string): Promise<void>;
  releaseAll(): Promise<void>;
}

/**
 * A loopback port for each name, all different: those remembered from last time where they are still free, so that
 * bookmarks stay good, else new ones. They are listened on until released: stacks that start side by side would
 * otherwise choose the same one now and then.
 */
export async function holdPorts(
  names: readonly string[],
  remembered: Readonly<Record<string, number>>,
): Promise<HeldPorts> {
  const holders = new Map<string, Server>();
  const ports: Record<string, number> = {};
  const release = async (name: string) => {
    const holder = holders.get(name);
    holders.delete(name);
    if (holder !== undefined) await new Promise((resolve) => holder.close(resolve));
  };
  const releaseAll = async () => void (await Promise.all([...holders.keys()].map(release)));
  try {
    for (const name of names) {
      const known = remembered[name];
      const kept = known === undefined ? undefined : await tryHold(known);
      const holder = kept ?? (await holdFreePort());
      ports[name] = (holder.address() as AddressInfo).port;
      holders.set(name, holder);
    }
  } catch (error) {
    await releaseAll();
    throw error;
  }
  return { ports, release, releaseAll };
}

async function holdFreePort(): Promise<Server> {
  for (let tries = 0; tries < TRIES; tries++) {
    const holder = await tryHold(randomInt(FIRST, END));
    if (holder !== undefined) return holder;
  }
  throw new Error(`no loopback port from ${FIRST} to ${END - 1} is free`);
}

/** Listens on a loopback port where nobody does, without answering anybody. */
function tryHold(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => resolve(server));
  });
}
