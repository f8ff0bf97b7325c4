import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HubAddresses } from "../settings.ts";
import { emptyLedger, type FakeAnswer, type LedgerState, ledgerAnswer, refusal } from "./fake-ledger.ts";
import { type LookupState, lookupAdminAnswer, lookupAnswer, oracleAnswer } from "./fake-lookup.ts";

/** What a request is answered with instead of what the hub would say. */
export type Trouble = "cut" | "cut-after" | 400 | 409 | 429 | 500 | 503;

/** One request that the fake was asked. */
export interface FakeRequest {
  readonly service: keyof HubAddresses;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** The hub's administration as a table of routes over a state, with trouble at the requests of one's choice. */
export interface FakeHub {
  readonly addresses: HubAddresses;
  readonly state: LedgerState & LookupState;
  readonly requests: FakeRequest[];
  /** Requests that the hub does not know. */
  readonly unknown: string[];
  close(): Promise<void>;
}

/** How the fake misbehaves. */
export interface FakeHubOptions {
  readonly state?: LedgerState & LookupState;
  /** Asked at each request, by its number from 0. */
  readonly trouble?: (index: number, request: FakeRequest) => Trouble | undefined;
  /** Milliseconds until that is booked which goes through the broker. */
  readonly delay?: number;
}

/** A hub right after its migrations. */
export function emptyHub(): LedgerState & LookupState {
  return { ...emptyLedger(), oracles: [], owners: {} };
}

/** Starts it on loopback. Each service is below a path of its own name. */
export async function startFakeHub(options: FakeHubOptions = {}): Promise<FakeHub> {
  const { state = emptyHub(), trouble = () => undefined, delay = 0 } = options;
  const requests: FakeRequest[] = [];
  const unknown: string[] = [];
  const settle = (book: () => void) => void setTimeout(book, delay).unref();
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(message);
    const index = requests.push(request) - 1;
    const what = trouble(index, request);
    if (what === "cut") return message.socket.destroy();
    const said = typeof what === "number" ? refusal(what, "2001", "trouble") : route(state, request, settle);
    if (said === undefined) unknown.push(`${request.service} ${request.method} ${request.path}`);
    if (what === "cut-after") return message.socket.destroy();
    const { status, body } = said ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    addresses: {
      ledger: `${base}/ledger`,
      transfers: `${base}/transfers`,
      lookup: `${base}/lookup`,
      lookupAdmin: `${base}/lookupAdmin`,
      quotes: `${base}/quotes`,
      oracle: `${base}/oracle`,
      settlement: `${base}/settlement`,
    },
    state,
    requests,
    unknown,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(message: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const [, service = "", path = ""] = /^\/(\w+)(\/.*)$/.exec(message.url ?? "") ?? [];
  return {
    service: service as keyof HubAddresses,
    method: message.method ?? "",
    path,
    headers: message.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

const RESOURCE = /^application\/vnd\.interoperability\.participants\+json;version=1(\.\d)?$/;

/** The headers that account lookup demands of every request. */
function hasFspiopHeaders({ headers }: FakeRequest): boolean {
  return (
    RESOURCE.test(headers["content-type"] ?? "") &&
    RESOURCE.test(headers["accept"] ?? "") &&
    /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/.test(headers["date"] ?? "") &&
    headers["fspiop-source"] !== undefined
  );
}

function route(
  state: LedgerState & LookupState,
  request: FakeRequest,
  settle: (book: () => void) => void,
): FakeAnswer | undefined {
  const { service, method, path } = request;
  const fields = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  if (service.startsWith("lookup") && !hasFspiopHeaders(request)) {
    return refusal(400, "3102", "Missing mandatory element");
  }
  switch (service) {
    case "ledger":
      return ledgerAnswer(state, method, path, fields, settle);
    case "lookupAdmin":
      return lookupAdminAnswer(state, method, path, fields);
    case "lookup":
      return lookupAnswer(state, method, path, fields, settle);
    case "oracle":
      return oracleAnswer(state, method, path);
    case "transfers":
      return method === "DELETE" && path === "/endpointcache" ? { status: 202 } : undefined;
    default:
      return undefined;
  }
}
