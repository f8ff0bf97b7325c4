import { Hono } from "hono";
import { serveBlock } from "../../reference/serve.ts";
import { openCasework } from "./casework.ts";
import type { Cast, ReachedPart } from "./cast.ts";
import { createDeskApp } from "./desk-app.ts";
import { type IdentityClient, openIdentityClient } from "./identity-client.ts";
import type { Desk } from "./open-desk.ts";

/** What a desk is opened with. */
export interface DeskPlan {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly country: string;
  readonly cast: Cast;
  readonly identity: ReachedPart;
}

const HOST = "127.0.0.1";
/** For requests that are under way when the desk is closed. */
const GRACE_MS = 1000;

/** Listens on loopback only. Officers sign in at identity, which gets to know the desk for as long as it is open. */
export async function serveDesk({ port, country, cast, identity: part }: DeskPlan): Promise<Desk> {
  let pages: Hono | undefined;
  // The pages know the address at which they are, which is known only when somebody listens.
  const app = new Hono().all("*", (context) => pages?.fetch(context.req.raw) ?? context.notFound());
  const { url, stop } = await serveBlock({ app, close: () => Promise.resolve() }, { host: HOST, port });
  let identity: IdentityClient | undefined;
  const close = async () => {
    await stop(GRACE_MS);
    // Identity may be gone already, and then knows no clients any more.
    await identity?.close().catch(() => undefined);
  };
  try {
    identity = await openIdentityClient(part, [`${url}/signed-in`, `${url}/`]);
  } catch (error) {
    await close();
    throw error;
  }
  const codes = part.fixtures?.["oneTimeCodes"];
  pages = createDeskApp({
    country,
    ministry: cast.ministry,
    url,
    identity,
    casework: openCasework(cast),
    codesAt: typeof codes === "string" ? part.url + codes : undefined,
  });
  return { url, close };
}
