import type { BootstrapStep } from "../../../spi/index.ts";
import type { ServerSetup, XRoadSetup } from "../settings.ts";
import { type AdminApi, openAdminApi } from "./admin-api.ts";
import type { Answered, Asked, Transport } from "./transport.ts";

/** All that steps reach: the servers' administrations, files, and people who read the job's log. */
export interface World {
  readonly setup: XRoadSetup;
  /** The central server's administration; there is none where others run the instance. */
  readonly central: AdminApi | undefined;
  readonly apiOf: (server: ServerSetup) => AdminApi;
  /** Sends a request that needs no session. */
  readonly ask: (asked: Asked, stop: AbortSignal) => Promise<Answered>;
  /** The text of a mounted file, without the line break at its end. */
  readonly readFile: (file: string) => string;
  /** One line for people. Never a secret. */
  readonly tell: (line: string) => void;
}

/** Opens the administrations that a setup names. */
export function openWorld(
  setup: XRoadSetup,
  transport: Transport,
  readFile: (file: string) => string,
  tell: (line: string) => void,
): World {
  const open = (account: { adminUrl: string; user: string; passwordFile: string }) =>
    openAdminApi({ ...account, readPassword: () => readFile(account.passwordFile) }, transport);
  const apis = new Map(setup.servers.map((server) => [server.organization, open(server)]));
  const { development } = setup;
  return {
    setup,
    central: development === undefined ? undefined : open(development.central),
    apiOf: (server) => {
      const api = apis.get(server.organization);
      if (api === undefined) throw new Error(`no server of ${server.organization}`);
      return api;
    },
    ask: transport,
    readFile,
    tell,
  };
}

/** The central server's administration, in steps that only an instance of one's own has. */
export function centralOf({ central }: World): AdminApi {
  if (central === undefined) throw new Error("the instance is run by others");
  return central;
}

/** What only an instance of one's own has. */
export function developmentOf({ development }: XRoadSetup): NonNullable<XRoadSetup["development"]> {
  if (development === undefined) throw new Error("the instance is run by others");
  return development;
}

/** A step that makes nothing itself and waits until others have. */
export function waitStep(
  id: string,
  title: string,
  isDone: BootstrapStep["isDone"],
  reason: string,
): BootstrapStep {
  return {
    id,
    title,
    isDone,
    run: async () => {
      throw new Error(reason);
    },
  };
}

/** A segment of a path; X-Road's ids hold colons, and names of authorities spaces. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}
