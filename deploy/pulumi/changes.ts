import type { EngineEvent as PulumiEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import type { Manifest } from "../../charts/spi/index.ts";
import type { Change, FieldChange } from "../engine.ts";
import { nameOf } from "./deployment-state.ts";

/** How grave a step is; of several steps for one object the gravest tells what happens. */
const ACTIONS: Readonly<Record<string, Change["action"]>> = {
  same: "same",
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** Gathers what the engine would do, one change per object, in the manifests' order and removals last. */
export function collectChanges(manifests: readonly Manifest[]): {
  event: (event: PulumiEvent) => void;
  changes: () => Change[];
} {
  const partOf = new Map(manifests.map(({ id, part }) => [id, part]));
  const found = new Map<string, Change>();
  return {
    event: (event) => {
      // A refresh tells what it found only at the end of a step.
      const metadata = event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata;
      if (metadata === undefined || !metadata.type.startsWith("kubernetes:")) return;
      const id = nameOf(metadata.urn);
      const action = ACTIONS[metadata.op];
      if (action === undefined) return;
      const fields = fieldsOf(metadata, action);
      const known = found.get(id);
      // Of a replacement's steps, the one that removes the old object comes first and names no fields.
      const isFuller = known?.action === action && known.fields === undefined && fields.fields !== undefined;
      if (known !== undefined && known.action !== "same" && !isFuller) return;
      found.set(id, { part: partOf.get(id) ?? labelOf(metadata), id, action, ...fields });
    },
    changes: () => {
      const removed = [...found.values()].filter(({ id }) => !partOf.has(id));
      const wanted = manifests.map(({ id }) => found.get(id));
      return [...wanted.filter((change) => change !== undefined), ...removed];
    },
  };
}

function fieldsOf(metadata: StepEventMetadata, action: Change["action"]): { fields?: FieldChange[] } {
  if (action !== "update" && action !== "replace") return {};
  const detailed = Object.entries(metadata.detailedDiff ?? {});
  if (detailed.length === 0) return {};
  return {
    fields: detailed.map(([path, { diffKind }]) => ({
      path,
      kind: diffKind.replace("-replace", "") as FieldChange["kind"],
      replaces: diffKind.endsWith("-replace"),
    })),
  };
}

/** The part of an object that is no longer declared. */
function labelOf(metadata: StepEventMetadata): string {
  const inputs = metadata.old?.inputs as { metadata?: { labels?: Record<string, string> } } | undefined;
  return inputs?.metadata?.labels?.["country-stack/part"] ?? "";
}
