import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findModule } from "../build-programs.ts";
import type { KubeApi } from "../kube-api.ts";
import { waitFor } from "../steps.ts";
import { applyObjects, type KubeObject, objectPath } from "./apply-objects.ts";

/** Installs the standard channel's CustomResourceDefinitions of the Gateway API, without a controller. */
export async function installGatewayApi(api: KubeApi): Promise<void> {
  const module = await findModule("gateway-api", "sigs.k8s.io/gateway-api");
  const folder = join(module, "config/crd/standard");
  const definitions = readdirSync(folder)
    .map((file) => parse(readFileSync(join(folder, file), "utf8")) as KubeObject)
    .filter((object) => object?.kind === "CustomResourceDefinition");
  await applyObjects(api, definitions);
  for (const definition of definitions) {
    await waitFor(`the Gateway API's ${definition.metadata.name}`, 30, () => isEstablished(api, definition));
  }
}

async function isEstablished(api: KubeApi, definition: KubeObject): Promise<boolean> {
  const { body } = await api.request("GET", objectPath(definition));
  const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}
