import type { KubeConfig } from "@kubernetes/client-node";
import { EngineRefusal } from "../engine.ts";

/** Which cluster a person means; without either, kubectl's own rules (KUBECONFIG, ~/.kube/config). */
export interface ClusterChoice {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * Loads the access to one cluster: of all contexts in the kubeconfig only the chosen one is kept, so that no other
 * cluster's keys reach the engine's state. Refuses a file or a context that is not there.
 */
export async function loadKubeconfig(choice: ClusterChoice): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const all = new KubeConfig();
  try {
    if (choice.kubeconfig === undefined) all.loadFromDefault();
    else all.loadFromFile(choice.kubeconfig);
  } catch (error) {
    throw new EngineRefusal(`the kubeconfig cannot be read: ${(error as Error).message}`);
  }
  const name = choice.context ?? all.getCurrentContext();
  const context = all.getContextObject(name);
  const cluster = context === null ? null : all.getCluster(context.cluster);
  if (context === null || cluster === null) {
    const known = all.getContexts().map((one) => one.name);
    throw new EngineRefusal(
      `there is no cluster to talk to: the kubeconfig has no context "${name}" (it has: ${known.join(", ") || "none"}); set KUBECONFIG or give --context`,
    );
  }
  const user = all.getUser(context.user);
  const chosen = new KubeConfig();
  chosen.loadFromOptions({
    clusters: [cluster],
    users: user === null ? [] : [user],
    contexts: [context],
    currentContext: name,
  });
  return chosen;
}
