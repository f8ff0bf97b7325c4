import { ApiObject } from "cdk8s";
import { type BuildChart, partOf } from "../../spi/index.ts";
import { exposuresIn, type GatewayOptions } from "./hosts.ts";

/**
 * One Gateway with a listener for each host, which takes routes from the namespace of the host's part alone. The
 * routes, and the policies for the controller's pods, stand beside those parts.
 */
const build: BuildChart<GatewayOptions> = (scope, { stack, part, options }) => {
  const { className, certificate, issuer } = options;
  new ApiObject(scope, "gateway", {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: {
      name: part.name,
      ...(issuer === undefined ? {} : { annotations: { "cert-manager.io/cluster-issuer": issuer } }),
    },
    spec: {
      gatewayClassName: className,
      listeners: exposuresIn(options).map(({ host, part: target }) => ({
        name: host,
        hostname: host,
        port: 443,
        protocol: "HTTPS",
        tls: { mode: "Terminate", certificateRefs: [{ name: certificate }] },
        allowedRoutes: {
          namespaces: {
            from: "Selector",
            selector: { matchLabels: { "kubernetes.io/metadata.name": partOf(stack, target).namespace } },
          },
        },
      })),
    },
  });
};

export default build;
