/** What a fake server answers. */
export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A request as a fake server's routes see it. */
export interface Called {
  /** The pieces of the path that the route leaves open, decoded. */
  readonly at: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed JSON or form; `raw` where the body is neither. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly raw: string;
}

/** One line of a fake's table: method, path with `:` for what is open, and what happens. */
export type Route = readonly [method: string, path: string, handle: (called: Called) => Said];

export const ok = (body: unknown = {}, status = 200): Said => ({ status, body });

/** An error as X-Road's administrations write it. */
export const error = (status: number, code: string, ...metadata: string[]): Said => ({
  status,
  body: { status, error: { code, metadata } },
});

export interface FakeKey {
  readonly id: string;
  usage?: string | undefined;
  requests: { id: string; owner?: string | undefined }[];
  certificates: { hash: string; owner?: string | undefined; active: boolean; status: string; at: number }[];
}

export interface FakeDescription {
  readonly id: string;
  readonly type: string;
  disabled: boolean;
  services: { id: string; code: string; url: string; timeout: number; ssl: boolean }[];
}

export interface FakeClient {
  status: string;
  connection: string;
  descriptions: FakeDescription[];
  /** Codes by caller, and since when. */
  rights: Record<string, { code: string; at: number }[]>;
  trusted: string[];
}

export interface FakeServer {
  anchor: boolean;
  code?: string | undefined;
  owner?: string | undefined;
  pin?: string | undefined;
  loggedIn: boolean;
  keys: FakeKey[];
  timeStamps: string[];
  clients: Record<string, FakeClient>;
}

export interface FakeRequest {
  readonly id: number;
  readonly type: string;
  readonly server: string;
  readonly client?: string;
  readonly address?: string;
  status: "WAITING" | "APPROVED";
}

/** All that an instance of X-Road keeps, as far as the bootstrap speaks of it; `at` is when it came to be. */
export interface FakeState {
  /** Requests answered so far; what the configuration carries is known a while after it was made. */
  clock: number;
  central: {
    instance?: string | undefined;
    address?: string | undefined;
    pin?: string | undefined;
    loggedIn: boolean;
    classes: string[];
    signingKeys: string[];
    members: Record<string, string>;
    subsystems: string[];
    provider?: string | undefined;
    providerServer?: string | undefined;
    authorities: { id: number; name: string; hash: string; responders: string[]; at: number }[];
    timeStamps: { url: string; at: number }[];
    requests: FakeRequest[];
    servers: Record<string, { address: string; at: number }>;
    clients: Record<string, { server: string; at: number }>;
  };
  servers: Record<string, FakeServer>;
}

/** A new instance: nothing is there but its servers. */
export function newState(servers: readonly string[]): FakeState {
  const server = (): FakeServer => ({
    anchor: false,
    loggedIn: false,
    keys: [],
    timeStamps: [],
    clients: {},
  });
  return {
    clock: 0,
    central: {
      loggedIn: false,
      classes: [],
      signingKeys: [],
      members: {},
      subsystems: [],
      authorities: [],
      timeStamps: [],
      requests: [],
      servers: {},
      clients: {},
    },
    servers: Object.fromEntries(servers.map((name) => [name, server()])),
  };
}

/** How many requests later the servers know what the central server was told. */
export const LAG = 5;

/** Whether what came to be then has gone round. */
export const isKnown = (state: FakeState, { at }: { readonly at: number }): boolean =>
  state.clock - at >= LAG;

/** Whether the central server publishes its configuration. */
export function isPublished({ central }: FakeState): boolean {
  return central.loggedIn && central.signingKeys.length === 2;
}
