import type { Manifest, Stack } from "../../charts/spi/index.ts";
import { checkRules, type Finding } from "../../constructs/rules/check-rules.ts";
import type { Drift, FieldDrift, ObjectDrift } from "../../deploy/drift/drift.ts";
import { hasChecks } from "../targets.ts";

/** A difference with what it matters to. */
export interface JudgedField extends FieldDrift {
  /** The security rules that hold no longer because of it. */
  readonly rules: readonly string[];
}

/** An object that differs, with what it matters to. */
export interface JudgedObject extends Omit<ObjectDrift, "fields"> {
  readonly fields: readonly JudgedField[];
  /** The rules that hold no longer because of the object, those of its fields left out. */
  readonly rules: readonly string[];
  /** The parts whose checks run through what differs. */
  readonly checks: readonly string[];
}

/** What the checks of a part never pass through. */
const ASIDE = [
  "PodDisruptionBudget",
  "ResourceQuota",
  "LimitRange",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "PriorityClass",
];

/**
 * Says of every difference which security rules it breaks, by checking them on the objects as they were left and as
 * they are, and whose checks could tell. Pure. Rules that an exemption or a need of the product covers are not broken.
 */
export function judgeDrift(drift: Drift, stack: Stack): JudgedObject[] {
  const broken = newFindings(drift, stack);
  const order = new Map(stack.parts.map(({ name }, index) => [name, index]));
  const placeOf = ({ part }: ObjectDrift) => order.get(part) ?? order.size;
  return drift.objects
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((object) => {
      const fields = object.fields.map((field) => ({
        ...field,
        rules: idsOf(
          broken.filter(({ object: id, path }) => id === object.id && isAbout(field.pointer, path)),
        ),
      }));
      const rules = idsOf(broken.filter((finding) => isCausedBy(finding, object, drift)));
      return { ...object, fields, rules, checks: checksOf(object, stack) };
    });
}

/** Whether an object as a whole is why a rule holds no longer; what one of its fields breaks is said there. */
function isCausedBy(finding: Finding, object: ObjectDrift, { objects }: Drift): boolean {
  const isOfField = ({ id, fields }: ObjectDrift) =>
    finding.object === id && fields.some(({ pointer }) => isAbout(pointer, finding.path));
  if (objects.some(isOfField)) return false;
  if (object.kind === "extra") return finding.object === object.id;
  const isExtra = objects.some(({ kind, id }) => kind === "extra" && id === finding.object);
  if (isExtra || finding.part !== object.part) return false;
  // What is gone is missed at other objects: those that name it, the pods that it protected, its namespace.
  const gone = objects.some(({ kind, part }) => kind === "missing" && part === object.part);
  return gone ? object.kind === "missing" : finding.object === object.id;
}

/** Findings of now that were not there before; what stands for a product's need counts where nobody granted it. */
function newFindings({ before, now }: Drift, stack: Stack): Finding[] {
  const isKnown = ({ part }: Manifest) => stack.parts.some(({ name }) => name === part);
  const broken = (manifests: readonly Manifest[]) =>
    checkRules(manifests.filter(isKnown), { stack }).filter(
      ({ state, level }) => level === "error" && (state === "violation" || state === "needed-not-granted"),
    );
  const keyOf = ({ rule, object, path, params }: Finding) => JSON.stringify([rule, object, path, params]);
  const known = new Set(broken(before).map(keyOf));
  return broken(now).filter((finding) => !known.has(keyOf(finding)));
}

function idsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** Whether a rule speaks of a field, of a part of it, or of the whole that it is in. */
function isAbout(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}/`) || path.startsWith(`${field}/`);
}

function checksOf({ id, part: name, kind, fields }: ObjectDrift, stack: Stack): string[] {
  const part = stack.parts.find((each) => each.name === name);
  if (part === undefined || kind === "extra" || !hasChecks(part)) return [];
  const [, , objectKind = ""] = id.split("/");
  if (ASIDE.includes(objectKind)) return [];
  // Labels and notes of an object change nothing of what it does.
  const isOutward = kind === "changed" && fields.every(({ pointer }) => pointer.startsWith("/metadata/"));
  return isOutward ? [] : [name];
}
