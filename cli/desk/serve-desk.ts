import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Cast, openCasework, type ReachedPart } from "./casework.ts";
import { createDeskApp } from "./desk-app.ts";
import { type IdentityClient, openIdentityClient } from "./identity-client.ts";
import type { Desk } from "./open-desk.ts";

/** What a desk is opened with. */
export interface DeskPlan {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly country: string;
  readonly ministry: string;
  readonly cast: Cast;
  readonly identity: ReachedPart;
  /** The path at identity where one-time codes are read, with `{individualId}` in it. */
  readonly codes: unknown;
}

const HOST = "127.0.0.1";

/** Listens on loopback only. Officers sign in at identity, which gets to know the desk for as long as it is open. */
export async function serveDesk(plan: DeskPlan): Promise<Desk> {
  let answer: ReturnType<typeof getRequestListener> | undefined;
  const server = createServer((request, response) => void answer?.(request, response));
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(plan.port, HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : plan.port);
    });
  });
  const url = `http://${HOST}:${port}`;
  let identity: IdentityClient | undefined;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    // Identity may be gone already, and then knows no clients any more.
    await identity?.close().catch(() => undefined);
  };
  try {
    identity = await openIdentityClient(plan.identity, [`${url}/signed-in`, `${url}/`]);
  } catch (error) {
    await close();
    throw error;
  }
  const app = createDeskApp({
    country: plan.country,
    ministry: plan.ministry,
    url,
    identity,
    casework: openCasework(plan.cast),
    codesAt: typeof plan.codes === "string" ? plan.identity.url + plan.codes : undefined,
  });
  answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return { url, close };
}
