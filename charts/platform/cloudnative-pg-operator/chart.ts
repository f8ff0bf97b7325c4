import type { BuildChart } from "../../spi/index.ts";
import { addOperator, imageOf, resourcesOf } from "../operator.ts";
import type { OperatorOptions } from "../operator-options.ts";

/** The release of the chart that installs release 1.30.0 of the operator. */
const CHART_VERSION = "0.29.0";

/** The chart as it is, with what it may take. */
const build: BuildChart<OperatorOptions> = (scope, context) => {
  const { pullSecret } = context.stack.images;
  addOperator(scope, context, {
    release: {
      chart: "cloudnative-pg",
      version: CHART_VERSION,
      repository: "https://cloudnative-pg.github.io/charts",
      values: {
        image: imageOf(context.image("operator")),
        ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
        resources: resourcesOf(context.footprint),
      },
    },
    pods: 2,
    webhook: 9443,
    calls: [8000, 5432],
  });
};

export default build;
