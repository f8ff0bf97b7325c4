import type { BuildChart } from "../../spi/index.ts";
import { addOperator, resourcesOf } from "../operator.ts";
import type { OperatorOptions } from "../operator-options.ts";

/** The chart as it is, with what it may take. */
const build: BuildChart<OperatorOptions> = (scope, context) => {
  const { pullSecret } = context.stack.images;
  addOperator(scope, context, {
    release: {
      chart: "pxc-operator",
      // The chart has the number of the operator that it installs.
      version: context.part.release.version,
      repository: "https://percona.github.io/percona-helm-charts/",
      values: {
        image: context.image("operator"),
        ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
        watchAllNamespaces: true,
        disableTelemetry: true,
        resources: resourcesOf(context.footprint),
      },
    },
    pods: 2,
    webhook: 9443,
    calls: [3306, 33_062],
  });
};

export default build;
