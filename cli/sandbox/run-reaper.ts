import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { openPodApi, type PodApi } from "../../deploy/sandbox/pod-api.ts";
import { reapSandbox } from "../../deploy/sandbox/reap.ts";
import type { ReaperConfig } from "../../deploy/sandbox/reaper-config.ts";
import type { Terminal } from "../terminal.ts";

/**
 * `reference reap`: waits in a pod for the end of its sandbox's time, and removes the sandbox and itself. `/readyz` says
 * whether the API server let it read what it asked for last.
 */
export async function runReaper(
  terminal: Terminal,
  options: { readonly config: string; readonly port: string },
): Promise<void> {
  // The first process of a container ignores signals that it does not listen for.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
  const config = JSON.parse(readFileSync(options.config, "utf8")) as ReaperConfig;
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const { api, isHeard } = listenTo(openPodApi(config.apiServers));
  const health = createServer((request, response) => {
    response.statusCode = request.url === "/readyz" && isHeard() ? 200 : 503;
    response.end();
  });
  health.listen(Number(options.port));
  await reapSandbox(config, api, clock, terminal.out);
  health.close();
}

/** The same API, and whether its last request was answered well. */
function listenTo(api: PodApi): { api: PodApi; isHeard: () => boolean } {
  let heard = false;
  return {
    isHeard: () => heard,
    api: {
      send: async (...ask) => {
        heard = false;
        const answer = await api.send(...ask);
        heard = answer.status < 400;
        return answer;
      },
    },
  };
}
