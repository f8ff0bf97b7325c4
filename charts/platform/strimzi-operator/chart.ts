import { parseImage } from "../../../constructs/image-reference.ts";
import type { BuildChart } from "../../spi/index.ts";
import { addOperator, resourcesOf } from "../operator.ts";
import type { OperatorOptions } from "../operator-options.ts";

/** The chart as it is, with what it may take, and with nothing of its own in the way of our policies. */
const build: BuildChart<OperatorOptions> = (scope, context) => {
  const { pullSecret } = context.stack.images;
  addOperator(scope, context, {
    release: {
      chart: "strimzi-kafka-operator",
      // The chart has the number of the operator that it installs.
      version: context.part.release.version,
      repository: "oci://quay.io/strimzi-helm",
      values: {
        image: {
          ...imageValues(context.image("operator")),
          ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
        },
        watchAnyNamespace: true,
        generateNetworkPolicy: false,
        extraEnvs: [{ name: "STRIMZI_POD_SECURITY_PROVIDER_CLASS", value: "restricted" }],
        resources: resourcesOf(context.footprint),
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    },
    pods: 2,
    calls: [8443, 9090, 9091],
  });
};

/** The chart puts the image's name together of four pieces. */
function imageValues(reference: string): Readonly<Record<string, string>> {
  const { registry, repository, tag = "", digest } = parseImage(reference);
  const slash = repository.lastIndexOf("/");
  return {
    registry,
    repository: repository.slice(0, slash),
    name: repository.slice(slash + 1),
    tag: digest === undefined ? tag : `${tag}@${digest}`,
  };
}

export default build;
