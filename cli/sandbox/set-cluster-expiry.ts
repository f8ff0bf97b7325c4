import { openCluster } from "../../deploy/cluster/client.ts";
import type { ClusterChoice } from "../../deploy/cluster/kubeconfig.ts";
import { writeClusterExpiry } from "../../deploy/sandbox/cluster-record.ts";

/** Writes when a sandbox goes (RFC 3339, UTC) into the cluster, where its reaper reads it. */
export async function setClusterExpiry(
  choice: ClusterChoice & { readonly name: string },
  expires: string,
): Promise<void> {
  const cluster = await openCluster(choice);
  try {
    await writeClusterExpiry(cluster, choice.name, expires);
  } finally {
    cluster.close();
  }
}
