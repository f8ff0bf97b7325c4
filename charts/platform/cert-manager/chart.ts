import type { BuildChart } from "../../spi/index.ts";
import { addOperator, imageOf, resourcesOf } from "../operator.ts";
import type { OperatorOptions } from "../operator-options.ts";
import { shareOf } from "../share.ts";

/** The chart with its definitions, which stay when it goes, and with what its three servers may take. */
const build: BuildChart<OperatorOptions> = (scope, context) => {
  const { part, stack, footprint } = context;
  const { pullSecret } = stack.images;
  const resources = resourcesOf(shareOf(footprint, 1 / 3));
  const image = (key: string) => imageOf(context.image(key));
  addOperator(scope, context, {
    release: {
      chart: "cert-manager",
      // The chart has the number of the release that it installs.
      version: `v${part.release.version}`,
      repository: "https://charts.jetstack.io",
      values: {
        global: {
          // Its own namespace, and not that of the cluster's components.
          leaderElection: { namespace: part.namespace },
          ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
        },
        crds: { enabled: true, keep: true },
        image: image("controller"),
        resources,
        webhook: { image: image("webhook"), resources },
        cainjector: { image: image("cainjector"), resources },
        acmesolver: { image: image("acmesolver") },
        startupapicheck: { image: image("startupapicheck") },
      },
    },
    pods: 8,
    webhook: 10_250,
    calls: [],
  });
};

export default build;
