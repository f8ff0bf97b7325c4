import { ApiObject, App } from "cdk8s";
import {
  type BuildChart,
  type KubeObject,
  type Manifest,
  manifestId,
  type Part,
  type ProductContext,
  type Stack,
} from "../charts/spi/index.ts";
import { askedSecrets } from "./asked-secret.ts";
import { type Flow, flowsOf } from "./flows.ts";
import { footprintOf } from "./footprint.ts";
import { type ImageRewrite, mirror } from "./mirror.ts";
import { PartChart } from "./part-chart.ts";
import { problemsOfReferences } from "./secret-reference-problems.ts";

/**
 * Turns a stack into manifests, parts in order, each part's objects in the order of installing. Pure: the same stack
 * gives the same bytes. The construct tree is walked once; cdk8s' own `chart.toJson()` walks the whole tree for each
 * chart (docs/adr/0004).
 */
export async function synthStack(stack: Stack, rewrite: ImageRewrite = mirror(stack)): Promise<Manifest[]> {
  const builders = await loadBuilders(stack);
  const app = new App();
  const flows = groupFlows(flowsOf(stack));
  const charts: { part: Part; chart: PartChart }[] = [];
  for (const part of stack.parts) {
    const build = builders.get(part.name);
    if (build === undefined) continue;
    const chart = new PartChart(app, stack, part, flows.get(part.name) ?? []);
    build(chart, contextOf(stack, part, rewrite));
    charts.push({ part, chart });
  }
  const problems = app.node.findAll().flatMap((node) => node.node.validate());
  refuse(problems);
  const manifests = charts.flatMap(({ part, chart }) => manifestsOf(part, chart));
  refuse(problemsOfReferences(askedSecrets(manifests)));
  return manifests;
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`the catalog made invalid constructs: ${problems.join("; ")}`);
}

async function loadBuilders(stack: Stack): Promise<Map<string, BuildChart>> {
  const installed = stack.parts.filter(
    (part) => part.external === undefined && part.release.load !== undefined,
  );
  const loaded = await Promise.all(installed.map((part) => part.release.load?.()));
  return new Map(installed.map((part, index) => [part.name, loaded[index]?.default as BuildChart]));
}

function contextOf(stack: Stack, part: Part, rewrite: ImageRewrite): ProductContext {
  return {
    stack,
    part,
    options: part.options,
    footprint: footprintOf(stack, part),
    uses: stack.links.filter((link) => link.from === part.name),
    usedBy: stack.links.filter((link) => link.to === part.name),
    image: (key) => {
      const reference = part.release.images[key];
      if (reference === undefined) throw new Error(`release ${part.release.version} has no image ${key}`);
      return rewrite(reference);
    },
  };
}

function groupFlows(flows: readonly Flow[]): Map<string, Flow[]> {
  const groups = new Map<string, Flow[]>();
  for (const flow of flows) {
    for (const name of new Set([flow.from, flow.to])) groups.set(name, [...(groups.get(name) ?? []), flow]);
  }
  return groups;
}

const KIND_ORDER = [
  "Namespace",
  "CustomResourceDefinition",
  "NetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
];

function manifestsOf(part: Part, chart: PartChart): Manifest[] {
  const objects = chart.node
    .findAll()
    .filter((node): node is ApiObject => ApiObject.isApiObject(node))
    .map((node) => withoutForeignNamespace(node.toJson() as KubeObject));
  const rank = (object: KubeObject) => {
    const index = KIND_ORDER.indexOf(object.kind);
    return index < 0 ? KIND_ORDER.length : index;
  };
  return objects
    .map((object, index) => ({ object, index }))
    .sort((a, b) => rank(a.object) - rank(b.object) || a.index - b.index)
    .map(({ object }) => ({ part: part.name, id: manifestId(object), object }));
}

/** A chart gives its namespace to every object; those of the cluster have none. */
function withoutForeignNamespace(object: KubeObject): KubeObject {
  if (object.kind !== "Namespace") return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
