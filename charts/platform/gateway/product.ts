import { z } from "zod";
import { domainName, objectName } from "../../../profiles/formats.ts";
import { defineProduct } from "../../spi/index.ts";
import { exposuresIn, problemsOf } from "./hosts.ts";

/** The way in from outside, through a controller of the Gateway API (docs/products/platform-gateway.md). */
export default defineProduct({
  id: "gateway",
  title: "Gateway",
  advice:
    "For parts that browsers and other systems have to reach: host names, TLS, and nothing that is not named",
  fills: ["cloud-infrastructure"],
  licence: "Apache-2.0",
  homepage: "https://gateway-api.sigs.k8s.io",
  releases: [
    { version: "1.4", images: {}, govstack: {}, upgradesFrom: [], load: () => import("./chart.ts") },
  ],
  ports: {},
  provides: () => [],
  requires: () => [],
  options: z.strictObject({
    className: objectName.describe("The GatewayClass of the cluster's controller, such as traefik"),
    proxies: objectName.describe(
      "The namespace of that controller's pods that pass requests on, such as traefik",
    ),
    certificate: objectName.describe(
      "The Secret of type kubernetes.io/tls, beside the gateway, for all hosts",
    ),
    issuer: objectName
      .optional()
      .describe("The ClusterIssuer by which cert-manager makes that Secret; without it the Secret is yours"),
    hosts: z
      .record(
        domainName,
        z.strictObject({
          part: z.string().describe("The part that it leads to"),
          port: z.string().describe("The name of a port of its product"),
        }),
      )
      .refine((all) => Object.keys(all).length > 0, "must name at least one host")
      .describe("HOST: the part and port that it leads to"),
  }),
  footprint: {
    demo: { cpu: "0", memory: "0", storage: "0" },
    district: { cpu: "0", memory: "0", storage: "0" },
    national: { cpu: "0", memory: "0", storage: "0" },
  },
  needs: [],
  maxReplicas: 1,
  platform: { sizes: [] },
  conformance: { basePath: "", headers: {}, port: "" },
  problems: (stack, _part, options) => problemsOf(stack, options),
  exposes: exposuresIn,
});
