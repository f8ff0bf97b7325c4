import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { answerFor, type EsignetState, type Said } from "./fake-routes.ts";

/** What a request meets instead of what the services would say; `slow` is said late, `cut-after` done and not said. */
export type Trouble = "cut" | "cut-after" | "slow" | 404 | 409 | 429 | 500 | 503 | { readonly error: string };

/** eSignet and the mock identity system on one port, with trouble at the requests of one's choice. */
export interface FakeEsignet {
  readonly url: string;
  readonly state: EsignetState;
  /** `METHOD PATH` of every request, in order. */
  readonly requests: string[];
  /** Those that neither service knows, or would refuse for their form. */
  readonly wrong: string[];
  close(): Promise<void>;
}

/** Starts it on loopback. `trouble` is asked at each request, by its number from 0. */
export async function startFakeEsignet(
  state: EsignetState,
  trouble: (index: number, request: string) => Trouble | undefined = () => undefined,
): Promise<FakeEsignet> {
  const requests: string[] = [];
  const wrong: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const name = `${request.method} ${request.url}`;
    const index = requests.push(name) - 1;
    const what = trouble(index, name);
    if (what === "cut") return void request.socket.destroy();
    const said = troubled(what) ?? answerFor(state, request.method ?? "", request.url ?? "", body);
    if (said.wrong !== undefined) wrong.push(`${name}: ${said.wrong}`);
    if (what === "cut-after") return void request.socket.destroy();
    if (what === "slow") await wait(20);
    response
      .writeHead(said.status, { "content-type": "application/json" })
      .end(JSON.stringify(said.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    requests,
    wrong,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function troubled(what: Trouble | undefined): Said | undefined {
  if (typeof what === "number") return { status: what };
  if (typeof what !== "object") return undefined;
  return {
    status: 200,
    body: { response: null, errors: [{ errorCode: what.error, errorMessage: what.error }] },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
