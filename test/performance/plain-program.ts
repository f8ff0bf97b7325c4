import { readFileSync } from "node:fs";
import { CustomResource, ProviderResource, secret } from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Manifest } from "../../charts/spi/index.ts";
import { PARALLEL } from "../../deploy/pulumi/bring-up.ts";
import { providerSettings } from "../../deploy/pulumi/program.ts";
import { appliedObject, typeOf } from "../../deploy/pulumi/resource.ts";
import { PROVIDER_VERSION } from "../../deploy/pulumi/tools.ts";
import { kubeconfigPath } from "../../lab/places.ts";

class Applied extends CustomResource {}
class Provider extends ProviderResource {}

/**
 * The least that a person would write to bring manifests up with Pulumi's Automation API: one resource each, after its
 * namespace, by the same provider with the same settings. No lease, no adoption, no record.
 */
export async function bringUpPlain(folder: string, manifests: readonly Manifest[]): Promise<void> {
  const envVars = {
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    TMPDIR: folder,
  };
  const program = async () => declareAll(manifests);
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "plain", stackName: "plain", program },
    { workDir: folder, envVars },
  );
  await stack.up({ parallel: PARALLEL });
}

function declareAll(manifests: readonly Manifest[]): void {
  const kubeconfig = secret(readFileSync(kubeconfigPath(), "utf8"));
  const settings = { ...providerSettings("bench"), kubeconfig };
  const provider = new Provider("kubernetes", "cluster", settings, { version: PROVIDER_VERSION });
  const namespaces = new Map<string, CustomResource>();
  for (const { id, object } of manifests) {
    const home = namespaces.get(object.metadata.namespace ?? "");
    const applied = appliedObject(object);
    const resource = new Applied(typeOf(applied), id, { ...applied } as Record<string, unknown>, {
      provider,
      dependsOn: home === undefined ? [] : [home],
    });
    if (object.kind === "Namespace") namespaces.set(object.metadata.name, resource);
  }
}
