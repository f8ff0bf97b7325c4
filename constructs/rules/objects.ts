import { labelsOf } from "../labels.ts";
import { type Examined, inObject, type Pod, partFor } from "./examined.ts";
import { fieldsAt } from "./fields.ts";
import { isChartSource, isHelmRelease } from "./opaque.ts";
import type { Deviation, Rule } from "./rule.ts";
import { practice } from "./standards.ts";

/** Rules on the form of every object. */
export const objectRules: readonly Rule[] = [
  {
    id: "stack-labels",
    title: "Every object and pod says by its labels which stack, part, block and product it belongs to",
    level: "error",
    counterparts: practice("labels"),
    check: (examined) => [...unlabelledObjects(examined), ...unlabelledPods(examined)],
  },
  {
    id: "supported-api-versions",
    title: "No object is of a version of the API that Kubernetes has taken out or will",
    level: "error",
    counterparts: practice("supported-api-versions"),
    check: ({ manifests }) =>
      manifests
        .map((manifest) => ({ manifest, version: `${manifest.object.apiVersion} ${manifest.object.kind}` }))
        .filter(({ version }) => OLD_VERSIONS.some((old) => old.test(version)))
        .map(({ manifest, version }) => inObject(manifest, ["apiVersion"], { version })),
  },
  {
    id: "no-helm-hooks",
    title: "No object is a hook that only Helm would run",
    level: "error",
    counterparts: practice("no-helm-hooks"),
    check: ({ manifests }) =>
      manifests.flatMap((manifest) =>
        Object.keys(manifest.object.metadata.annotations ?? {})
          .filter((key) => key.startsWith("helm.sh/hook"))
          .map((annotation) => inObject(manifest, ["metadata", "annotations", annotation], { annotation })),
      ),
  },
];

/** Versions that Kubernetes 1.34 serves no longer, or says that it will not for long. */
const OLD_VERSIONS: readonly RegExp[] = [
  /^extensions\/v1beta1 /,
  /^apps\/v1beta[12] /,
  /^batch\/v[12](alpha|beta)\d /,
  /^policy\/v1beta1 /,
  /^autoscaling\/v2beta[12] /,
  /^networking\.k8s\.io\/v1beta1 /,
  /^rbac\.authorization\.k8s\.io\/v1(alpha|beta)1 /,
  /^storage\.k8s\.io\/v1(alpha|beta)1 /,
  /^apiextensions\.k8s\.io\/v1beta1 /,
  /^apiregistration\.k8s\.io\/v1beta1 /,
  /^admissionregistration\.k8s\.io\/v1beta1 (Mutating|Validating)WebhookConfiguration$/,
  /^certificates\.k8s\.io\/v1beta1 CertificateSigningRequest$/,
  /^coordination\.k8s\.io\/v1beta1 Lease$/,
  /^discovery\.k8s\.io\/v1beta1 /,
  /^events\.k8s\.io\/v1beta1 /,
  /^flowcontrol\.apiserver\.k8s\.io\/v1beta[123] /,
  /^node\.k8s\.io\/v1(alpha|beta)1 /,
  /^scheduling\.k8s\.io\/v1(alpha|beta)1 /,
  /^v1 (Endpoints|ComponentStatus|ReplicationController)$/,
  /^gateway\.networking\.k8s\.io\/v1(alpha\d|beta1) (Gateway|GatewayClass|HTTPRoute)$/,
];

/** What only says where charts are is never applied. */
function unlabelledObjects(examined: Examined): Deviation[] {
  return examined.manifests
    .filter(({ object }) => !isChartSource(object) && !isHelmRelease(object))
    .flatMap((manifest) =>
      missingLabels(labelsOf(examined.stack, partFor(examined, manifest)), manifest.object).map((label) =>
        inObject(manifest, ["metadata", "labels", label], { label }),
      ),
    );
}

function unlabelledPods(examined: Examined): Deviation[] {
  return examined.pods
    .filter(({ keys }) => keys.length > 0)
    .flatMap((pod: Pod) =>
      missingLabels(labelsOf(examined.stack, partFor(examined, pod.manifest)), pod).map((label) =>
        inObject(pod.manifest, [...pod.keys, "metadata", "labels", label], { label }),
      ),
    );
}

/** Labels of ours that are missing or of another part, and common ones that are missing. */
function missingLabels(expected: Readonly<Record<string, string>>, object: unknown): string[] {
  const labels = fieldsAt(object, "metadata", "labels");
  return Object.entries(expected)
    .filter(([key, value]) =>
      key.startsWith("country-stack/") ? labels[key] !== value : (labels[key] ?? "") === "",
    )
    .map(([key]) => key);
}
