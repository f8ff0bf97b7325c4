import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports from which systems give one to each connection that leaves (32768 and up on Linux, 49152 elsewhere): until
 * a part listens, its port could be given away.
 */
const [FIRST, END] = [20_000, 32_768];
const TRIES = 100;

/** Whether a loopback port can be listened on now. */
async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/**
 * A loopback port for each name, all different: those remembered from last time where they are still free, so that
 * bookmarks stay good, else new ones.
 */
export async function choosePorts(
  names: readonly string[],
  remembered: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {};
  for (const name of names) {
    const known = remembered[name];
    const taken = new Set(Object.values(chosen));
    if (known !== undefined && !taken.has(known) && (await isFree(known))) chosen[name] = known;
    else chosen[name] = await freePort(taken);
  }
  return chosen;
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, END);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no loopback port from ${FIRST} to ${END - 1} is free`);
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
