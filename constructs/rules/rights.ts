import type { Manifest } from "../../charts/spi/index.ts";
import { type Examined, inObject, inPod, ofKind } from "./examined.ts";
import { type Fields, fieldsOf, listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation, DeviationParams, Rule } from "./rule.ts";
import { nsa, practice } from "./standards.ts";

/** Rules on what pods may ask of the cluster's API. */
export const rightsRules: readonly Rule[] = [
  {
    id: "no-service-account-token",
    title: "No pod gets a token of the cluster's API, unless rights are bound to it",
    level: "error",
    counterparts: [...nsa("C-0034"), ...practice("no-service-account-token")],
    check: (examined) => [...podTokens(examined), ...accountTokens(examined)],
  },
  {
    id: "no-wildcard-rights",
    title: "Rights name their verbs, resources and API groups",
    level: "error",
    counterparts: [...nsa("C-0035"), ...practice("no-wildcard-rights")],
    check: (examined) =>
      grants(examined).flatMap(({ role, index, grant }) =>
        ["verbs", "resources", "apiGroups"]
          .filter((field) => listAt(grant, field).includes("*"))
          .map((field) => inObject(role, ["rules", index, field], { field })),
      ),
  },
  {
    id: "no-administrator-rights",
    title: "Nobody is bound to the cluster's own roles of administrators and editors",
    level: "error",
    counterparts: [...nsa("C-0035"), ...practice("no-cluster-admin")],
    check: (examined) =>
      bindings(examined)
        .map((binding) => ({ binding, role: textAt(binding.object, "roleRef", "name") }))
        .filter(({ role }) => ADMINISTRATORS.includes(role))
        .map(({ binding, role }) => inObject(binding, ["roleRef", "name"], { role })),
  },
  {
    id: "no-listing-of-secrets",
    title: "Nobody may read Secrets that are not named",
    level: "error",
    counterparts: practice("no-listing-of-secrets"),
    check: (examined) =>
      deviations(examined, (grant) =>
        covers(grant, ["secrets"], ["get", "list", "watch"]) && !isNamed(grant) ? {} : undefined,
      ),
  },
  {
    id: "no-command-execution",
    title: "Nobody may run commands in pods or attach to them",
    level: "error",
    counterparts: nsa("C-0002"),
    check: (examined) =>
      deviations(examined, (grant) =>
        covers(
          grant,
          ["pods/exec", "pods/attach", "pods/ephemeralcontainers"],
          ["create", "get", "update", "patch"],
        )
          ? {}
          : undefined,
      ),
  },
  {
    id: "no-rights-to-grant",
    title: "Nobody may give rights, or act as somebody else",
    level: "error",
    counterparts: nsa("C-0035"),
    check: (examined) =>
      deviations(examined, (grant) => {
        const verb = ["bind", "escalate", "impersonate"].find((each) =>
          listAt(grant, "verbs").includes(each),
        );
        return verb === undefined ? undefined : { verb };
      }),
  },
  {
    id: "no-rights-for-everyone",
    title: "Rights are bound to accounts of the stack, not to everyone",
    level: "error",
    counterparts: nsa("C-0035"),
    check: (examined) => bindings(examined).flatMap(boundToEveryone),
  },
];

const ADMINISTRATORS: readonly string[] = ["cluster-admin", "admin", "edit", "system:masters"];

function bindings(examined: Examined): Manifest[] {
  return ofKind(examined, "RoleBinding", "ClusterRoleBinding");
}

interface Grant {
  readonly role: Manifest;
  readonly index: number;
  readonly grant: Fields;
}

/** The rules of all roles. */
function grants(examined: Examined): Grant[] {
  return ofKind(examined, "Role", "ClusterRole").flatMap((role) =>
    listAt(role.object, "rules").map((grant, index) => ({ role, index, grant: fieldsOf(grant) })),
  );
}

function deviations(examined: Examined, judge: (grant: Fields) => DeviationParams | undefined): Deviation[] {
  return grants(examined).flatMap(({ role, index, grant }) => {
    const params = judge(grant);
    return params === undefined ? [] : [inObject(role, ["rules", index], params)];
  });
}

/** Whether a rule of a role gives any of the verbs on any of the resources; all of them are these too. */
function covers(grant: Fields, resources: readonly string[], verbs: readonly string[]): boolean {
  const has = (field: string, wanted: readonly string[]) =>
    listAt(grant, field).some((each) => each === "*" || wanted.includes(String(each)));
  const groups = listAt(grant, "apiGroups");
  return has("resources", resources) && has("verbs", verbs) && (groups.includes("") || groups.includes("*"));
}

function isNamed(grant: Fields): boolean {
  return listAt(grant, "resourceNames").length > 0;
}

/** Whether rights are bound to an account of a namespace. */
function hasRights(examined: Examined, namespace: string | undefined, account: string): boolean {
  return bindings(examined).some(({ object }) =>
    listAt(object, "subjects").some(
      (subject) =>
        textAt(subject, "kind") === "ServiceAccount" &&
        textAt(subject, "name") === account &&
        (valueAt(subject, "namespace") ?? object.metadata.namespace) === namespace,
    ),
  );
}

function podTokens(examined: Examined): Deviation[] {
  return examined.pods
    .map((pod) => ({ pod, account: textAt(pod.spec, "serviceAccountName") || "default" }))
    .filter(
      ({ pod, account }) =>
        valueAt(pod.spec, "automountServiceAccountToken") !== false &&
        !hasRights(examined, pod.manifest.object.metadata.namespace, account),
    )
    .map(({ pod, account }) => inPod(pod, ["automountServiceAccountToken"], { account }));
}

/** A pod that does not say is given what its account says. */
function accountTokens(examined: Examined): Deviation[] {
  return ofKind(examined, "ServiceAccount")
    .filter(({ object }) => object["automountServiceAccountToken"] !== false)
    .filter(({ object }) => !hasRights(examined, object.metadata.namespace, object.metadata.name))
    .map((account) =>
      inObject(account, ["automountServiceAccountToken"], { account: account.object.metadata.name }),
    );
}

function boundToEveryone(binding: Manifest): Deviation[] {
  return listAt(binding.object, "subjects").flatMap((subject, index) => {
    const name = textAt(subject, "name");
    const everyone = name.startsWith("system:") || name === "default" || name === "*";
    return everyone ? [inObject(binding, ["subjects", index, "name"], { subject: name })] : [];
  });
}
