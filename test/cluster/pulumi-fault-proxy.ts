import { readFileSync } from "node:fs";
import { Agent, createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { kubeconfigPath, statePath } from "../../lab/places.ts";

/** What happens to a request instead of being answered: a status, or a cut before or after the API had it. */
export type Fault = number | "cut-before" | "cut-after";

/** A proxy before the API server that damages requests. */
export interface FaultProxy {
  /** A kubeconfig that leads through the proxy, as text. */
  readonly kubeconfig: string;
  /** How many requests were damaged. */
  readonly damaged: () => number;
  /** Cuts all connections and refuses new ones until `comeBack`, as a server does that is not there. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a proxy that asks `choose` about each request. A client's certificate cannot pass a proxy, so it adds the
 * administrator's itself; what it damages carries no Retry-After, which no client repeats by itself.
 */
export async function startFaultProxy(
  choose: (method: string, path: string) => Fault | undefined,
): Promise<FaultProxy> {
  const key = (name: string) => readFileSync(statePath("keys", name));
  const ca = key("ca.crt");
  const agent = new Agent({ keepAlive: true, ca, cert: key("admin.crt"), key: key("admin.key") });
  let damaged = 0;
  const server: Server = createServer(
    { cert: key("apiserver.crt"), key: key("apiserver.key") },
    (asked, answer) => {
      const fault = choose(asked.method ?? "", asked.url ?? "");
      if (fault !== undefined) damaged += 1;
      if (fault === "cut-before") return void asked.socket.destroy();
      if (typeof fault === "number") {
        const body = {
          kind: "Status",
          apiVersion: "v1",
          status: "Failure",
          code: fault,
          message: `HTTP ${fault}`,
        };
        answer.writeHead(fault, { "content-type": "application/json" }).end(JSON.stringify(body));
        return;
      }
      const { method, url: path, headers } = asked;
      const passed = request({ host: "127.0.0.1", port: 6443, method, path, headers, agent }, (got) => {
        if (fault === "cut-after") return void asked.socket.destroy();
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      });
      passed.on("error", () => asked.socket.destroy());
      asked.pipe(passed);
    },
  );
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const goAway = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const text = readFileSync(kubeconfigPath(), "utf8");
  return {
    kubeconfig: text.replace(/server: .*/, `server: https://127.0.0.1:${port}`),
    damaged: () => damaged,
    goAway,
    comeBack: () => listen(port),
    close: () => {
      agent.destroy();
      return goAway();
    },
  };
}
