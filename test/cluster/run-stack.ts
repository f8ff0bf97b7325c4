import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import {
  CustomResource,
  type CustomResourceOptions,
  type Output,
  ProviderResource,
  secret,
} from "@pulumi/pulumi";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";
import { cacheFolder, kubeconfigPath } from "../../lab/places.ts";
import { findProvider, standInVersion } from "../../lab/provider/which.ts";

/** A stack of the built engine in folders of its own, and how to be rid of them. */
export interface TestStack {
  stack: Stack;
  /** The engine's own record of the stack, as it lies on the disk. */
  readState(): string;
  remove(): Promise<void>;
}

/** A Kubernetes object as a plain resource, with what tests look at among its outputs. */
export class KubeResource extends CustomResource {
  declare readonly metadata: Output<{ name: string; uid: string }>;

  constructor(type: string, object: Record<string, unknown>, options: CustomResourceOptions) {
    const { name } = object["metadata"] as { name: string };
    super(`kubernetes:${type}`, name, { metadata: undefined, status: undefined, ...object }, options);
  }
}

/** The provider resource that points at the lab. */
export class LabProvider extends ProviderResource {
  constructor() {
    const kubeconfig = secret(readFileSync(kubeconfigPath(), "utf8"));
    super("kubernetes", "lab", { kubeconfig, enableConfigMapMutable: "true" }, { version: standInVersion });
  }
}

/** Opens a stack whose state, plug-ins and temporary files are in a folder of its own; says which provider it uses. */
export async function openTestStack(program: PulumiFn): Promise<TestStack> {
  const provider = findProvider(process.env);
  console.info(`Kubernetes provider: ${provider.kind} ${provider.version} (${provider.path})`);
  const home = mkdtempSync(join(tmpdir(), "country-stack-test-"));
  // The Automation API looks for the engine on this process's PATH, not on the one it hands on.
  process.env["PATH"] = [cacheFolder(), dirname(provider.path), process.env["PATH"]].join(delimiter);
  const envVars = {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "lab",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    TMPDIR: home,
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "lab-test", stackName: "test", program },
    { workDir: home, envVars },
  );
  const readState = () => readFileSync(join(home, ".pulumi/stacks/lab-test/test.json"), "utf8");
  return { stack, readState, remove: () => rm(home, { recursive: true, force: true }) };
}
