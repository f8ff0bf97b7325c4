import { createServer } from "node:net";

/** Whether a loopback port can be listened on now. */
async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/**
 * A loopback port for each name, all different: those remembered from last time where they are still free, so that
 * bookmarks stay good, else new ones from the system.
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
  for (;;) {
    const port = await tryListen(0);
    if (port === undefined) throw new Error("no loopback port is free");
    if (!taken.has(port)) return port;
  }
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
