import type { KubeObject, Stack } from "../../charts/spi/index.ts";
import type { Right } from "../cluster/is-allowed.ts";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const API = "rbac.authorization.k8s.io/v1";
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The roles that give a user these rights and no others, with their bindings, as a team that rules the cluster would
 * apply them: one for the cluster, one in each namespace.
 */
export function rbacFor(stack: Pick<Stack, "name">, user: string, rights: readonly Right[]): KubeObject[] {
  const name = `country-stack-${stack.name}`;
  const subjects = [subjectOf(user)];
  const groups = Map.groupBy(rights, ({ namespace }) => namespace ?? "");
  return [...groups].flatMap(([namespace, own]) => {
    const metadata = namespace === "" ? { name } : { name, namespace };
    const kind = namespace === "" ? "ClusterRole" : "Role";
    return [
      { apiVersion: API, kind, metadata, rules: rulesFor(own) },
      {
        apiVersion: API,
        kind: `${kind}Binding`,
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
        subjects,
      },
    ];
  });
}

function subjectOf(user: string): Record<string, string> {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  if (namespace !== undefined && name !== undefined) return { kind: "ServiceAccount", name, namespace };
  return { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user };
}

interface Granted {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly verbs: readonly string[];
}

/** The fewest rules that say it: verbs of the same thing together, then names, then resources of a group. */
function rulesFor(rights: readonly Right[]): Rule[] {
  const granted = rights.map(({ group, resource, name, verb }) => {
    return { group, resource, names: name === undefined ? [] : [name], verbs: [verb] };
  });
  const wholes = merge(granted, ({ group, resource, names }) => [group, resource, names], "verbs");
  const named = merge(
    wholes,
    ({ group, resource, verbs, names }) => [group, resource, verbs, names.length > 0],
    "names",
  );
  const groups = Map.groupBy(named, ({ group, names, verbs }) => JSON.stringify([group, names, verbs]));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const resourceNames = first.names.length === 0 ? {} : { resourceNames: first.names };
    const resources = own.map(({ resource }) => resource);
    return [{ apiGroups: [first.group], resources, ...resourceNames, verbs: first.verbs }];
  });
}

/** Those that are alike in `keyOf` as one, with all that they have of `list`. */
function merge(
  granted: readonly Granted[],
  keyOf: (granted: Granted) => unknown,
  list: "verbs" | "names",
): Granted[] {
  const groups = Map.groupBy(granted, (each) => JSON.stringify(keyOf(each)));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ ...first, [list]: [...new Set(own.flatMap((each) => each[list]))] }];
  });
}
