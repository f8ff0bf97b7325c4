import type { Readable } from "node:stream";
import { PassThrough } from "node:stream";
import type { Cluster } from "./client.ts";

/** Which log to read. */
export interface LogChoice {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Whether to stay and stream what comes. */
  readonly follow: boolean;
  /** How many of the last lines; all without it. */
  readonly tailLines?: number;
}

/** Streams a container's log; destroying the stream ends it. */
export async function streamLog(cluster: Cluster, choice: LogChoice): Promise<Readable> {
  const { Log } = await import("@kubernetes/client-node");
  const stream = new PassThrough();
  const { follow, tailLines } = choice;
  const request = await new Log(cluster.kubeconfig).log(
    choice.namespace,
    choice.pod,
    choice.container,
    stream,
    { follow, ...(tailLines === undefined ? {} : { tailLines }) },
  );
  stream.on("close", () => request.abort());
  return stream;
}
