import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HubAddresses } from "../settings.ts";
import { createTransfers, type FakeTransfer, type TransferBody } from "./fake-transfers.ts";

/** What a request to the switch meets, or a call-back of it to the adapter. */
export type RequestTrouble = "cut" | "cut-after" | 500 | 503;
export type CallbackTrouble = "lost" | "twice" | "late";

/** How it misbehaves; each is asked with a number from 0. */
export interface FakeSwitchOptions {
  readonly request?: (index: number, name: string) => RequestTrouble | undefined;
  readonly callback?: (index: number, name: string) => CallbackTrouble | undefined;
  /** Whether a participant does not hear a call of the switch. */
  readonly unheard?: (to: string, name: string) => boolean;
  /** The most that `payer` may owe, in units. */
  readonly cap?: number;
  readonly payer: string;
}

/** Account lookup, quoting and transfers with FSPIOP's semantics: taken at once, answered by a call-back. */
export interface FakeSwitch {
  readonly addresses: HubAddresses;
  /** Base URLs of participants. */
  readonly dfsps: Record<string, string>;
  /** Owners of phone numbers. */
  readonly owners: Record<string, string>;
  readonly transfers: Map<string, FakeTransfer>;
  /** `METHOD /path` of the payer's requests, and of the call-backs to it. */
  readonly requests: string[];
  readonly callbacks: string[];
  /** All requests to the switch, participants' answers among them. */
  readonly seen: SwitchRequest[];
  /** The ids of the quotes that were asked for. */
  readonly quotes: string[];
  /** What participants have sent beyond what they have received, in ten-thousandths. */
  position(name: string): bigint;
  close(): Promise<void>;
}

/** One request to the switch. */
export interface SwitchRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly source: string;
  readonly destination: string;
  readonly body: Record<string, unknown>;
}

const LATE_MS = 60;
const EXPIRY_MS = 15;

/** Starts it on loopback, each service below a path of its own name. */
export async function startFakeSwitch(options: FakeSwitchOptions): Promise<FakeSwitch> {
  const { payer, cap = 1000 } = options;
  const [dfsps, owners] = [{} as Record<string, string>, {} as Record<string, string>];
  const [requests, callbacks, quotes]: [string[], string[], string[]] = [[], [], []];
  const seen: SwitchRequest[] = [];
  /** Calls a participant back. The switch repeats none that was not taken. */
  const call = (to: string, method: string, path: string, source: string, body?: unknown): void => {
    const name = `${method} ${path}`;
    const index = to === payer ? callbacks.push(name) - 1 : -1;
    const what = index < 0 ? undefined : options.callback?.(index, name);
    if (what === "lost" || options.unheard?.(to, name) === true) return;
    const go = () =>
      void fetch(`${dfsps[to]}${path}`, {
        method,
        headers: {
          "content-type": "application/vnd.interoperability.transfers+json;version=1.1",
          "fspiop-source": source,
          "fspiop-destination": to,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => undefined);
    setTimeout(go, what === "late" ? LATE_MS : 0).unref();
    if (what === "twice") setTimeout(go, 5).unref();
  };
  const fail = (to: string, path: string, errorCode: string, errorDescription: string) =>
    call(to, "PUT", `${path}/error`, "Hub", { errorInformation: { errorCode, errorDescription } });
  const { transfers, position, ...ledger } = createTransfers({ payer, cap, call, fail });
  const expire = setInterval(ledger.expire, EXPIRY_MS);

  const carryOut = ({ service, method, path, source, destination, body }: SwitchRequest): number => {
    const [, id = "", error] = /^\/transfers\/([\w-]+)(\/error)?$/.exec(path) ?? [];
    switch (`${service} ${method}`) {
      case "lookup GET": {
        const owner = owners[path.split("/").at(-1) ?? ""];
        if (owner === undefined) fail(source, path, "3204", "Party not found");
        else call(owner, "GET", path, source);
        return 202;
      }
      case "quotes POST": {
        quotes.push(String(body["quoteId"]));
        const { partyIdInfo } = body["payee"] as { partyIdInfo: { fspId: string } };
        call(partyIdInfo.fspId, "POST", "/quotes", source, body);
        return 202;
      }
      case "lookup PUT":
      case "quotes PUT":
        call(destination, "PUT", path, source, body);
        return 200;
      case "transfers POST":
        // Between the API and the ledger is the broker.
        setTimeout(() => ledger.prepare(body as unknown as TransferBody), 1).unref();
        return 202;
      case "transfers GET":
        ledger.tellState(id, source);
        return 202;
      case "transfers PUT":
        if (error === undefined) ledger.fulfil(id, body);
        else ledger.abort(id, body);
        return 200;
      default:
        return ledgerStatus(service, method, path);
    }
  };
  const ledgerStatus = (service: string, method: string, path: string) =>
    path.endsWith("/health") || (service === "ledger" && method === "GET") ? 200 : 404;
  const ledgerBody = (path: string) => {
    if (path.endsWith("/accounts")) {
      const account = (ledgerAccountType: string, value: number) => ({
        ledgerAccountType,
        currency: "XTS",
        value,
      });
      return [account("POSITION", Number(position(payer)) / 10_000), account("SETTLEMENT", -5000)];
    }
    return path.includes("/limits") ? [{ limit: { type: "NET_DEBIT_CAP", value: cap } }] : { isActive: 1 };
  };
  const server = createServer((message, response) => void answer(message, response));
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(message);
    seen.push(request);
    const name = `${request.method} ${request.path}`;
    const index = request.source === payer ? requests.push(name) - 1 : -1;
    const what = index < 0 ? undefined : options.request?.(index, name);
    if (what === "cut") return message.socket.destroy();
    const status = typeof what === "number" ? what : carryOut(request);
    if (what === "cut-after") return message.socket.destroy();
    response.writeHead(status, { "content-type": "application/json" });
    response.end(request.service === "ledger" ? JSON.stringify(ledgerBody(request.path)) : undefined);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ["ledger", "transfers", "lookup", "lookupAdmin", "quotes", "oracle", "settlement"];
  return {
    addresses: Object.fromEntries(names.map((name) => [name, `${base}/${name}`])) as unknown as HubAddresses,
    dfsps,
    owners,
    transfers,
    requests,
    callbacks,
    quotes,
    seen,
    position,
    close: async () => {
      clearInterval(expire);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(message: IncomingMessage): Promise<SwitchRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const [, service = "", path = ""] = /^\/(\w+)(\/.*)$/.exec(message.url ?? "") ?? [];
  const header = (name: string) => String(message.headers[name] ?? "");
  return {
    service,
    method: message.method ?? "",
    path,
    source: header("fspiop-source"),
    destination: header("fspiop-destination"),
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
