import { existsSync, rmSync } from "node:fs";
import { removeNetwork } from "./cluster/network.ts";
import { removeContainers, removeLeftovers } from "./cluster/remove-containers.ts";
import { listDaemons, stopDaemon } from "./daemons.ts";
import { stateFolder } from "./places.ts";
import { runStep, say } from "./steps.ts";

/** Those that must go before the containers do, or they would bring them back. */
const beforeContainers = [
  "kwok",
  "kubelet",
  "local-path-provisioner",
  "kube-controller-manager",
  "kube-scheduler",
];

/** Takes the lab down and removes all it made: processes, containers, mounts, interfaces, rules, and its state folder. */
export async function down(): Promise<void> {
  if (!existsSync(stateFolder())) {
    say("There is no lab.");
    return;
  }
  await runStep("stop the kubelet and controllers", () =>
    Promise.all(beforeContainers.map((name) => stopDaemon(name))),
  );
  await runStep("stop the containers", removeContainers);
  await runStep("stop the rest", () => Promise.all(listDaemons().map((name) => stopDaemon(name))));
  await runStep("remove mounts, network and state", async () => {
    await removeLeftovers();
    await removeNetwork();
    rmSync(stateFolder(), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
}
