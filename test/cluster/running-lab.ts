import { canHost } from "../../lab/can-host.ts";
import { type KubeApi, openApi } from "../../lab/kube-api.ts";
import { kubeconfigPath } from "../../lab/places.ts";
import { readStatus } from "../../lab/status.ts";

/** Why the tests of a file are skipped: undefined when the lab runs. Said aloud, once per file. */
export const whyNoLab: string | undefined = explainNoLab();
if (whyNoLab !== undefined) console.warn(`skipped: ${whyNoLab}`);

/** The API of the running lab, as its administrator. */
export function openLabApi(): KubeApi {
  return openApi(kubeconfigPath());
}

/** Deletes a namespace and waits until it is gone. */
export async function deleteNamespace(api: KubeApi, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  for (let answer = await api.request("DELETE", path); answer.status !== 404; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    answer = await api.request("GET", path);
  }
}

function explainNoLab(): string | undefined {
  const hosting = canHost();
  if (!hosting.ok) return hosting.reason;
  const isUp = readStatus().every(({ running }) => running);
  return isUp ? undefined : "The lab is not running; start it with: npm run lab -- up";
}
