import { OWN_IMAGE } from "../../own-image.ts";
import { defineProduct, oidc, postgres, valkey } from "../../spi/index.ts";
import { esignetOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";
import { smoke } from "./smoke.ts";

/** eSignet as the way in for everyone in the country (docs/products/identity-esignet.md). */
export default defineProduct({
  id: "esignet",
  title: "MOSIP eSignet",
  advice:
    "For people of the country: signs them in with their foundational identity; with a mock of it for trying, or a MOSIP that the country has",
  fills: ["identity"],
  licence: "MPL-2.0",
  homepage: "https://docs.esignet.io",
  releases: [
    {
      version: "1.8.0",
      images: {
        server: "docker.io/mosipid/esignet-with-plugins:1.8.0",
        ui: "docker.io/mosipid/oidc-ui:1.8.0",
        mock: "docker.io/mosipid/mock-identity-system:0.13.0",
        database: "docker.io/library/postgres:16.14-bookworm",
        setup: OWN_IMAGE,
      },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { http: 3000, govstack: 3001, service: 8088, management: 9010, identities: 8082 },
  components: { http: "ui", govstack: "ui", identities: "mock" },
  provides: () => [
    {
      capability: oidc(),
      port: "http",
      via: "direct",
      reason: "browsers are sent to it, and others read its keys",
    },
  ],
  requires: ({ cache }) => [
    postgres({ major: 14, superuser: true }),
    ...(cache === "valkey" ? [valkey()] : []),
  ],
  options: esignetOptions,
  footprint: {
    demo: { cpu: "470m", memory: "1376Mi", storage: "2Gi" },
    district: { cpu: "1370m", memory: "3872Mi", storage: "2Gi" },
    national: { cpu: "4470m", memory: "10080Mi", storage: "2Gi" },
  },
  needs: [],
  conformance: { basePath: "", headers: {}, port: "govstack" },
  smoke,
  problems: problemsOf,
});
