import { defineOperator } from "../define-operator.ts";

/** cert-manager, once for the stack (docs/products/platform-cert-manager.md). */
export default defineOperator({
  id: "cert-manager",
  title: "cert-manager",
  advice:
    "For certificates that browsers trust, asked for and renewed by itself; parts among themselves need none of it",
  licence: "Apache-2.0",
  homepage: "https://cert-manager.io",
  release: {
    version: "1.21.2",
    images: {
      controller: "quay.io/jetstack/cert-manager-controller:v1.21.2",
      webhook: "quay.io/jetstack/cert-manager-webhook:v1.21.2",
      cainjector: "quay.io/jetstack/cert-manager-cainjector:v1.21.2",
      acmesolver: "quay.io/jetstack/cert-manager-acmesolver:v1.21.2",
      startupapicheck: "quay.io/jetstack/cert-manager-startupapicheck:v1.21.2",
    },
    load: () => import("./chart.ts"),
  },
  works: "cert-manager",
  footprint: {
    demo: { cpu: "60m", memory: "192Mi", storage: "0" },
    district: { cpu: "150m", memory: "384Mi", storage: "0" },
    national: { cpu: "300m", memory: "768Mi", storage: "0" },
  },
  calls:
    "it works through the cluster's API, and no policy knows where that is; ACME servers are outside too",
});
