import type { Manifest } from "../../charts/spi/index.ts";
import { formatBytes, formatCpu } from "../../constructs/quantity.ts";
import { isHelmRelease } from "../../constructs/rules/opaque.ts";
import type { Fit, Misfit } from "../../deploy/cluster/fit-pods.ts";
import type { Right } from "../../deploy/cluster/is-allowed.ts";
import type { RightsAnswer } from "../../deploy/doctor/ask-rights.ts";
import type { NamespaceFacts } from "../../deploy/doctor/read-cluster.ts";
import { type Judgement, judged } from "./judgement.ts";

const SHOWN = 3;

/** Judges the rights of this user; `charts` are parts whose charts make what nobody knows here. */
export function judgeRights(
  { denied, unknown }: RightsAnswer,
  wanted: number,
  charts: readonly string[],
): Judgement {
  const check = "permissions";
  if (denied.length > 0) {
    const list = [...new Set(denied.map(formatRight))];
    const more = list.length > SHOWN ? `, and ${list.length - SHOWN} more` : "";
    return judged(check, "fail", "rights-missing", {
      count: denied.length,
      wanted,
      list: `${list.slice(0, SHOWN).join(", ")}${more}`,
    });
  }
  if (unknown.length > 0) return judged(check, "warn", "rights-unknown", { count: unknown.length });
  if (charts.length > 0) return judged(check, "warn", "rights-charts", { charts: charts.join(", ") });
  return judged(check, "pass", "rights-all", { wanted });
}

/** `create deployments.apps in utopia-civil`, as a person says it. */
function formatRight({ verb, group, resource, namespace, name }: Right): string {
  const kind = group === "" ? resource : `${resource}.${group}`;
  return `${verb} ${kind}${name === undefined ? "" : `/${name}`}${namespace === undefined ? "" : ` in ${namespace}`}`;
}

/** Judges the namespaces of a stack, which may be another team's to make. */
export function judgeNamespaces(
  namespaces: readonly NamespaceFacts[],
  mayMake: boolean | undefined,
  stack: string | undefined,
): Judgement {
  const check = "namespaces";
  const named = (state: NamespaceFacts["state"]) =>
    namespaces.filter((each) => each.state === state).map(({ name }) => name);
  const foreign = named("foreign");
  if (foreign.length > 0) {
    return judged(check, "fail", "namespaces-foreign", { list: foreign.join(", "), stack: stack ?? "" });
  }
  const missing = named("missing");
  if (missing.length > 0 && mayMake === false)
    return judged(check, "fail", "namespaces-missing", { list: missing.join(", ") });
  const unknown = [...named("unknown"), ...(mayMake === undefined ? missing : [])];
  if (unknown.length > 0) return judged(check, "warn", "namespaces-unknown", { list: unknown.join(", ") });
  return judged(check, "pass", mayMake === false ? "namespaces-given" : "namespaces-ready", {
    there: namespaces.length - missing.length,
    missing: missing.length,
  });
}

/** Judges whether the cluster serves the kinds of the manifests; `served` are those it does, by `APIVERSION KIND`. */
export function judgeKinds(manifests: readonly Manifest[], served: ReadonlySet<string>): Judgement {
  const check = "kinds";
  const kinds = [...new Set(manifests.map(({ object }) => `${object.apiVersion} ${object.kind}`))];
  // Charts are handed to Helm, and where they come from is applied nowhere.
  const applied = kinds.filter((kind) => !/^(helm|source)\.toolkit\.fluxcd\.io\//.test(kind));
  const missing = applied.filter((kind) => !served.has(kind));
  const list = missing.join(", ");
  if (missing.length === 0) return judged(check, "pass", "kinds-served", { count: applied.length });
  // The definitions may come with the stack's own operators.
  const brings = manifests.some(
    ({ object }) => isHelmRelease(object) || object.kind === "CustomResourceDefinition",
  );
  return judged(check, brings ? "warn" : "fail", brings ? "kinds-later" : "kinds-missing", { list });
}

/** Judges whether all pods find a node; `unexamined` are parts of which more may come. Undefined: nodes are not to be seen. */
export function judgeCapacity(fit: Fit | undefined, unexamined: readonly string[]): Judgement {
  const check = "capacity";
  if (fit === undefined) return judged(check, "warn", "capacity-unknown");
  const left = `${formatCpu(fit.left.cpu)} CPU, ${formatBytes(fit.left.memory)} memory`;
  const [first, ...others] = fit.misfits;
  if (first !== undefined) {
    return judged(check, "fail", "capacity-lacking", {
      pod: `${first.pod.namespace}/${first.pod.name}`,
      asks: `${formatCpu(first.asks.cpu)} CPU, ${formatBytes(first.asks.memory)} memory`,
      why: reasonsOf(first),
      others: others.length,
    });
  }
  const params = { pods: fit.placed.size, left, parts: unexamined.join(", ") };
  return unexamined.length > 0
    ? judged(check, "warn", "capacity-partly", params)
    : judged(check, "pass", "capacity-fits", params);
}

function reasonsOf({ refusals }: Misfit): string {
  return refusals
    .map(({ why, nodes, taint, left }) => {
      const detail = [
        ...(taint === undefined ? [] : [taint]),
        ...(left === undefined ? [] : [`most left ${why === "cpu" ? formatCpu(left) : formatBytes(left)}`]),
      ];
      return `${why} on ${nodes}${detail.length === 0 ? "" : ` (${detail.join(", ")})`}`;
    })
    .join("; ");
}
