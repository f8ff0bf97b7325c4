import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { coverObject } from "../cover-object.ts";
import { COVERED } from "../cover-values.ts";
import { differingFields } from "../drift/differing-fields.ts";
import type { Change, FieldChange } from "../engine.ts";
import { valueAtPath } from "../field-path.ts";
import { ADOPTED_ANNOTATION } from "./adoption.ts";
import { type DeploymentState, objectsOf, type StateResource } from "./deployment-state.ts";
import { isHelmRelease, RELEASE_TYPE, releaseInputs } from "./helm-release.ts";
import { appliedObject, isKept } from "./resource.ts";
import { usersOfClaims } from "./volume-users.ts";

/** What changes are explained with. */
export interface ChangeSources {
  /** What `up` would start from. */
  readonly state: DeploymentState;
  /** What it would apply, with the values of Secrets. */
  readonly manifests: readonly Manifest[];
  /** Takes secret values out of a text. */
  readonly cover: (text: string) => string;
}

/**
 * The changes of a preview with both sides of each object and each field, and with what follows from them: where a
 * claim is made anew, so are the workloads that have it mounted.
 */
export function explainChanges(
  changes: readonly Change[],
  { state, manifests, cover }: ChangeSources,
): Change[] {
  const known = objectsOf(state);
  const wanted = new Map(manifests.map((manifest) => [manifest.id, wantedObject(manifest)]));
  const explained = changes.map((change): Change => {
    const entry = known.get(change.id);
    const before = change.action === "create" ? undefined : objectIn(entry, change.id);
    const after = wanted.get(change.id);
    const holdsData =
      (before !== undefined && entry?.retainOnDelete === true) || (after !== undefined && isKept(after));
    const sides = { ...shown("before", before, cover), ...shown("after", after, cover) };
    const fields = fieldsOf(change, sides);
    return {
      ...change,
      ...(fields.length === 0 ? {} : { fields }),
      ...sides,
      ...(holdsData ? { holdsData: true as const } : {}),
    };
  });
  const users = usersOfClaims(explained);
  return namedParts(explained).map((change) =>
    users.has(change.id) ? { ...change, action: "replace" as const } : change,
  );
}

type Sides = Pick<Change, "before" | "after">;

function shown(side: keyof Sides, object: KubeObject | undefined, cover: (text: string) => string): Sides {
  return object === undefined ? {} : { [side]: coverObject(object, cover) };
}

function objectIn(entry: StateResource | undefined, id: string): KubeObject | undefined {
  if (entry?.inputs === undefined) return undefined;
  return entry.type === RELEASE_TYPE ? asRelease(id, entry.inputs) : withoutMark(entry.inputs as KubeObject);
}

/** A chart in the form in which the engine knows it, on both sides: its `spec` is what the chart is told. */
function asRelease(id: string, spec: unknown): KubeObject {
  const [, namespace = "", , name = ""] = id.split("/");
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name, namespace },
    spec,
  };
}

function wantedObject({ id, object }: Manifest): KubeObject {
  return isHelmRelease(object) ? asRelease(id, releaseInputs(object)) : appliedObject(object);
}

/** What was taken in and not applied yet carries a mark that no object of the cluster has. */
function withoutMark(object: KubeObject): KubeObject {
  const { annotations, ...metadata } = object.metadata;
  if (annotations?.[ADOPTED_ANNOTATION] === undefined) return object;
  const { [ADOPTED_ANNOTATION]: _, ...rest } = annotations;
  return { ...object, metadata: { ...metadata, annotations: rest } };
}

/** The fields that the engine names, or where it names none those that differ, with their values. */
function fieldsOf({ action, fields = [] }: Change, sides: Sides): FieldChange[] {
  if (action !== "update" && action !== "replace") return [];
  const [before, after] = [comparable(sides.before), comparable(sides.after)];
  const isSecret = sides.after?.kind === "Secret";
  const own = fields.filter(({ path }) => !path.includes(ADOPTED_ANNOTATION));
  if (own.length === 0) {
    return differingFields(before, after).map(({ path, kind, before: old, after: now }) => ({
      path,
      kind: KINDS[kind],
      replaces: false,
      ...valuesOf(old, now),
    }));
  }
  return own.map((field) => ({
    ...field,
    ...(isSecret && HELD.test(field.path)
      ? coveredValues(field.kind)
      : valuesOf(valueAtPath(before, field.path), valueAtPath(after, field.path))),
  }));
}

const KINDS = { added: "add", removed: "delete", changed: "update" } as const;

/** What of a Secret is one; the state has it encrypted, so that only the engine knows what becomes of it. */
const HELD = /^(data|stringData)\b/;

function coveredValues(kind: FieldChange["kind"]): Pick<FieldChange, "before" | "after"> {
  return valuesOf(kind === "add" ? undefined : COVERED, kind === "delete" ? undefined : COVERED);
}

function valuesOf(before: unknown, after: unknown): Pick<FieldChange, "before" | "after"> {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** An object in the shape in which the engine compares it. */
function comparable(object: KubeObject | undefined): unknown {
  return object !== undefined && isHelmRelease(object) ? object["spec"] : object;
}

/** A chart's entry names no part: it is that of the other objects of its namespace. */
function namedParts(changes: readonly Change[]): readonly Change[] {
  const namespaceOf = ({ id }: Change) => id.split("/")[1] ?? "-";
  return changes.map((change) => {
    if (change.part !== "") return change;
    const neighbour = changes.find(
      (other) => other.part !== "" && namespaceOf(other) === namespaceOf(change),
    );
    return neighbour === undefined ? change : { ...change, part: neighbour.part };
  });
}
