import type { Construct } from "constructs";
import { addFiles } from "../../../constructs/files.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import type { Footprint, ProductContext } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";
import { AUTHORITY, AUTHORITY_PORTS } from "./ports.ts";
import { AUTHORITY_REQUEST, authorityName } from "./secrets.ts";

/** The user of our own image. */
const OWN_USER = 10_001;
const FOLDER = "/run/secrets/authority";

/** Adds the authority of an instance of one's own: certificates, answers about them, and time stamps. */
export function addAuthority(
  scope: Construct,
  context: ProductContext<XRoadOptions>,
  share: Footprint,
): void {
  const { stack, part, options } = context;
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-${AUTHORITY}`,
    values: AUTHORITY_REQUEST,
    rotatable: false,
    why: "the instance trusts this authority: with another one, no certificate of any server is good any more",
  });
  const config = {
    folder: FOLDER,
    name: authorityName(stack.name),
    country: stack.country.code,
    ports: AUTHORITY_PORTS,
    days: options.certificateDays,
  };
  const files = addFiles(scope, `${part.name}-${AUTHORITY}`, {
    "config.json": `${JSON.stringify(config, null, 2)}\n`,
  });
  const probe = { http: { path: "/healthz", port: AUTHORITY_PORTS.status } };
  addWorkload(
    scope,
    { stack, part },
    {
      component: AUTHORITY,
      kind: "Deployment",
      user: OWN_USER,
      ports: AUTHORITY_PORTS,
      volumes: [{ name: "configuration", files }],
      containers: [
        {
          name: "authority",
          image: context.image("own"),
          args: ["pod", "x-road", "authority", "--config", "/etc/country-stack/config.json"],
          ports: AUTHORITY_PORTS,
          resources: { cpu: share.cpu, memory: share.memory },
          mounts: [{ volume: "configuration", path: "/etc/country-stack", readOnly: true }],
          secrets: [{ secret, folder: FOLDER }],
          startup: { ...probe, period: 2, failures: 60 },
          liveness: probe,
          readiness: { http: { path: "/healthz", port: AUTHORITY_PORTS.time }, period: 5 },
        },
      ],
    },
  );
}
