import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import type { ServerSetup } from "../settings.ts";
import { readAnchor } from "./anchor.ts";
import { logInToken, readToken } from "./token.ts";
import { type World, waitStep } from "./world.ts";

interface ServerStatus {
  readonly is_anchor_imported?: boolean;
  readonly is_server_code_initialized?: boolean;
  readonly is_server_owner_initialized?: boolean;
  readonly software_token_init_status?: string;
}

/** A security server's administration answers: its database is made, and its first configuration written. */
export function reachedStep(world: World, server: ServerSetup): BootstrapStep {
  return waitStep(
    `reached-${server.organization}`,
    `the security server of ${server.organization} answers`,
    async (stop) => (await readStatus(world, server, stop)) !== undefined,
    "the security server does not answer yet",
  );
}

/** The server knows of which instance it is. It downloads the configuration at once, which may not be there yet. */
export function anchorStep(world: World, server: ServerSetup): BootstrapStep {
  return {
    id: `anchor-${server.organization}`,
    title: `the anchor at the security server of ${server.organization}`,
    isDone: async (stop) => (await readStatus(world, server, stop))?.is_anchor_imported === true,
    run: async (stop) => {
      const bytes = await readAnchor(world, server, stop);
      await world.apiOf(server).send("POST", "/system/anchor", { bytes }, stop);
    },
  };
}

/** The server knows whose it is, and its token has the PIN. Of a server that is half done only the rest is sent. */
export function initializedStep(world: World, server: ServerSetup): BootstrapStep {
  return {
    id: `initialized-${server.organization}`,
    title: `the security server of ${server.organization} is initialized`,
    isDone: async (stop) => isInitialized((await readStatus(world, server, stop)) ?? {}),
    run: async (stop) => {
      const now = (await readStatus(world, server, stop)) ?? {};
      const { memberClass: owner_member_class, memberCode: owner_member_code } = server;
      const missing = {
        ...(now.is_server_code_initialized ? {} : { security_server_code: server.serverCode }),
        ...(now.is_server_owner_initialized ? {} : { owner_member_class, owner_member_code }),
        ...(isTokenReady(now) ? {} : { software_token_pin: world.readFile(server.pinFile) }),
        // That the member is not known yet: the configuration with it may be on its way.
        ignore_warnings: true,
      };
      await world.apiOf(server).send("POST", "/initialization", { json: missing }, stop);
    },
  };
}

/** The token is logged in, without which the server signs nothing. */
export function tokenStep(world: World, server: ServerSetup): BootstrapStep {
  return {
    id: `token-${server.organization}`,
    title: `the token of the security server of ${server.organization} is logged in`,
    isDone: async (stop) => {
      const token = await readToken(world.apiOf(server), stop);
      if (token?.status === "USER_PIN_INCORRECT")
        throw new FinalError("the token was initialized with another PIN than that of today's Secret");
      return token?.logged_in === true;
    },
    run: (stop) => logInToken(world.apiOf(server), world.readFile(server.pinFile), stop),
  };
}

/** The server has learnt from the configuration which authority's certificates the instance accepts. */
export function authorityKnownStep(world: World, server: ServerSetup, authority: string): BootstrapStep {
  return waitStep(
    `authority-${server.organization}`,
    `the security server of ${server.organization} knows ${authority}`,
    async (stop) => {
      const path = "/certificate-authorities?key_usage_type=AUTHENTICATION";
      const all = await world.apiOf(server).read<readonly { name: string }[]>(path, stop);
      return all?.some(({ name }) => name === authority) === true;
    },
    `the instance's configuration does not name ${authority}`,
  );
}

/** All of the server is well: its configuration, its certificate, its token and its database. */
export function healthyStep(world: World, server: ServerSetup): BootstrapStep {
  return waitStep(
    `healthy-${server.organization}`,
    `the security server of ${server.organization} is healthy`,
    async (stop) => (await world.ask({ method: "GET", url: `${server.healthUrl}/` }, stop)).status === 200,
    "the security server does not say that it is healthy yet",
  );
}

async function readStatus(
  world: World,
  server: ServerSetup,
  stop: AbortSignal,
): Promise<ServerStatus | undefined> {
  return world.apiOf(server).read<ServerStatus>("/initialization/status", stop);
}

const isTokenReady = (status: ServerStatus): boolean => status.software_token_init_status === "INITIALIZED";

function isInitialized(status: ServerStatus): boolean {
  const known = status.is_server_code_initialized === true && status.is_server_owner_initialized === true;
  return known && isTokenReady(status);
}
