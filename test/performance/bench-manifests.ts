import { type KubeObject, type Manifest, manifestId, type Stack } from "../../charts/spi/index.ts";
import { testManifests, testStack } from "../cluster/pulumi-stack.ts";

/** Parts of the stack, each with a namespace and a Service of its own. */
const PARTS = 4;
/** Of how many objects one is a Deployment of the pause image. */
const OBJECTS_PER_DEPLOYMENT = 10;

/** The stack that is measured. */
export function benchStack(): Stack {
  return testStack("bench", PARTS);
}

/** Exactly so many manifests: namespaces, Services, Deployments, and for the rest ConfigMaps. */
export function benchManifests(stack: Stack, count: number): Manifest[] {
  const each = count / stack.parts.length;
  const workloads = Math.max(1, Math.round(each / OBJECTS_PER_DEPLOYMENT));
  // A namespace, a Service and the Deployments; what is left are ConfigMaps.
  const simple = testManifests(stack, { settings: each - 2 - workloads });
  return simple.flatMap((manifest) =>
    manifest.object.kind === "Deployment"
      ? Array.from({ length: workloads }, (_, index) => renamed(manifest, index))
      : [manifest],
  );
}

/** The same Deployment under another name, with pods of its own. */
function renamed({ part, object }: Manifest, index: number): Manifest {
  const name = `${object.metadata.name}-${index}`;
  const copy = structuredClone(object) as KubeObject & {
    spec: { selector: { matchLabels: object }; template: { metadata: { labels: object } } };
  };
  const label = { workload: name };
  copy.spec.selector.matchLabels = { ...copy.spec.selector.matchLabels, ...label };
  copy.spec.template.metadata.labels = { ...copy.spec.template.metadata.labels, ...label };
  const named = { ...copy, metadata: { ...copy.metadata, name } };
  return { part, id: manifestId(named), object: named };
}
