import type { KubeObject, Manifest, Stack } from "../../../charts/spi/index.ts";
import { askedSecrets } from "../../../constructs/asked-secret.ts";
import { manifestFiles } from "../../../constructs/manifest-file.ts";
import { synthStack } from "../../../constructs/synth.ts";
import { decideSecrets } from "../../../deploy/decide-secrets.ts";
import { fillSecrets } from "../../../deploy/secrets.ts";
import { openProfile } from "../../open-profile.ts";

const profile = (name: string) => `apiVersion: country-stack/v1alpha1
name: ${name}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  finance: { name: Ministry of Finance, class: GOV, code: "70003" }
blocks:
  payments: { parts: { payments: { product: mojaloop, options: { ledgerDriver: mysql } } } }
providers:
  mysql: { product: mariadb }
`;

/** A stack with Mojaloop on MariaDB, for a ledger before 19.12. */
export function ledgerStack(name: string): Stack {
  return openProfile(`${name}.yaml`, profile(name));
}

/** What of a stack's manifests can run where only some images are, and the names of what was left out. */
export interface Runnable {
  /** As one would apply it by hand, with the values that the engine would put into Secrets. */
  readonly text: string;
  /** Workloads and jobs as kubectl names them: `deployment/payments-central-ledger`. */
  readonly workloads: readonly string[];
  readonly left: readonly string[];
}

/**
 * The manifests of a stack as the catalog makes them, without workloads and jobs that need another image than
 * `images` or whose component is one of `without`.
 */
export async function runnableManifests(
  stack: Stack,
  images: readonly string[],
  without: readonly string[],
): Promise<Runnable> {
  const manifests = await synthStack(stack);
  const runs = ({ object }: Manifest) =>
    imagesOf(object).every((image) => images.includes(image)) && !without.includes(componentOf(object));
  const kept = manifests.filter(runs);
  const contents = await decideSecrets(askedSecrets(kept), new Map(), { now: new Date() });
  const files = manifestFiles(fillSecrets(kept, contents));
  const named = (all: readonly Manifest[]) =>
    all.flatMap(({ object }) => (imagesOf(object).length === 0 ? [] : [nameOf(object)]));
  return {
    text: files.map(({ text }) => text).join("---\n"),
    workloads: named(kept),
    left: named(manifests.filter((manifest) => !runs(manifest))),
  };
}

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<"initContainers" | "containers", readonly { readonly image: string }[]>>;
}

function templateOf(object: KubeObject): Template | undefined {
  return (object["spec"] as { readonly template?: Template } | undefined)?.template;
}

function imagesOf(object: KubeObject): string[] {
  const { initContainers = [], containers = [] } = templateOf(object)?.spec ?? {};
  return [...initContainers, ...containers].map(({ image }) => image);
}

function componentOf(object: KubeObject): string {
  return templateOf(object)?.metadata.labels["country-stack/component"] ?? "";
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}
