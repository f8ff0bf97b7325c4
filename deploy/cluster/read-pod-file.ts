import type { Part } from "../../charts/spi/index.ts";
import { selectorText } from "../../constructs/labels.ts";
import { type Cluster, ClusterError } from "./client.ts";
import { execOut } from "./exec.ts";
import { isReady, listPods } from "./pod-reasons.ts";

/** Writes a file to stdout; what is in our image for sure is Node.js. */
const PRINT = "process.stdout.write(require('node:fs').readFileSync(process.argv[1]))";

/** What a file holds in each ready pod of a part with a server of ours. Throws where none is ready, or has it. */
export async function readPodFile(
  cluster: Cluster,
  part: Part,
  path: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { namespace } = part;
  const pods = (await listPods(cluster, namespace, selectorText(part))).filter(isReady);
  if (pods.length === 0) throw new ClusterError(503, `part ${part.name} has no pod that is ready`);
  return Promise.all(
    pods.map(async ({ metadata, spec }) => {
      const container = spec?.containers[0]?.name ?? "";
      const command = ["node", "-e", PRINT, path];
      const chunks: Buffer[] = [];
      for await (const chunk of execOut(
        cluster,
        { namespace, pod: metadata.name, container, command },
        signal,
      ))
        chunks.push(chunk);
      return Buffer.concat(chunks).toString("utf8");
    }),
  );
}
