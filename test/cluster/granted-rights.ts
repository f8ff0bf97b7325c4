import type { KubeObject } from "../../charts/spi/index.ts";
import type { Right } from "../../deploy/cluster/is-allowed.ts";

/** One right as a role gives it: without a namespace in all of them, without a name for all objects. */
export type Grant = Right;

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Every single right that these roles give. */
export function grantsIn(objects: readonly KubeObject[]): Grant[] {
  const roles = objects.filter(({ kind }) => kind === "Role" || kind === "ClusterRole");
  return roles.flatMap(({ metadata: { namespace }, rules }) =>
    (rules as readonly Rule[]).flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.flatMap((verb) =>
            resourceNames.map((name) => ({
              verb,
              group,
              resource,
              ...(namespace === undefined ? {} : { namespace }),
              ...(name === undefined ? {} : { name }),
            })),
          ),
        ),
      ),
    ),
  );
}

/** Whether a request takes this right. */
export function isUsed(grant: Grant, request: Right): boolean {
  return (
    grant.verb === request.verb &&
    grant.group === request.group &&
    grant.resource === request.resource &&
    (grant.namespace === undefined || grant.namespace === request.namespace) &&
    (grant.name === undefined || grant.name === request.name)
  );
}

/** Whether any of these rights allows a request. */
export function isGranted(grants: readonly Grant[], request: Right): boolean {
  return grants.some((grant) => isUsed(grant, request));
}

/** `create deployments.apps in NAMESPACE`. */
export function writtenGrant({ verb, group, resource, namespace, name }: Grant): string {
  const kind = group === "" ? resource : `${resource}.${group}`;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  return `${verb} ${kind}${name === undefined ? "" : `/${name}`}${place}`;
}
