import { OWN_IMAGE } from "../../own-image.ts";
import { defineProduct, mediator, type Need, postgres } from "../../spi/index.ts";
import { xRoadOptions } from "./options.ts";
import { CENTRAL, CENTRAL_PORTS, PORTS } from "./ports.ts";
import { problemsOf } from "./problems.ts";
import { serverComponent } from "./servers.ts";
import { FOOTPRINT, SERVER_FOOTPRINT } from "./sizes.ts";
import { smoke } from "./smoke.ts";

/** The central server and all security servers: upstream's images are small machines, not single processes. */
const SERVERS = "*server*";

const need = (rule: Need["rule"], reason: string): Need => ({ rule, workload: SERVERS, reason });

/** X-Road, by which registries of many countries talk (docs/products/information-mediator-x-road.md). */
export default defineProduct({
  id: "x-road",
  title: "X-Road",
  advice:
    "For a country's real exchange of data: signed and time-stamped messages, a security server per organization",
  fills: ["information-mediator"],
  licence: "MIT",
  homepage: "https://x-road.global",
  releases: [
    {
      // Listed only: a beta whose charts and images lie in a registry of snapshots.
      version: "8.0.0-beta2",
      images: {},
      govstack: {},
      upgradesFrom: [],
    },
    {
      version: "7.8.2",
      images: {
        "server-full": "docker.io/niis/xroad-security-server-sidecar:7.8.2",
        "server-slim": "docker.io/niis/xroad-security-server-sidecar:7.8.2-slim",
        central: "docker.io/niis/xroad-central-server:noble-7.8.2",
        own: OWN_IMAGE,
      },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: {
    api: PORTS.api,
    admin: PORTS.admin,
    health: PORTS.health,
    messages: PORTS.messages,
    ocsp: PORTS.ocsp,
    configuration: CENTRAL_PORTS.configuration,
  },
  components: { configuration: CENTRAL },
  componentFor: serverComponent,
  schemes: { admin: "https", messages: "tcp", ocsp: "tcp" },
  provides: () => [
    {
      capability: mediator(),
      port: "api",
      via: "direct",
      reason: "the mediator itself is the way to the others",
    },
  ],
  requires: () => [postgres({ major: 16, superuser: true })],
  options: xRoadOptions,
  footprint: FOOTPRINT,
  perOrganization: SERVER_FOOTPRINT,
  needs: [
    need("run-as-non-root", "supervisord starts as root and runs each service as a user of its own"),
    need(
      "read-only-root-file-system",
      "the start script makes users and configures packages in the image's files",
    ),
    need("no-privilege-escalation", "start script and services change users with su and sudo"),
    need(
      "drop-all-capabilities",
      "to change users and owners it keeps what runtimes give, but for NET_RAW and MKNOD",
    ),
  ],
  maxReplicas: 1,
  conformance: { basePath: "", headers: {}, port: "api" },
  smoke,
  problems: problemsOf,
});
