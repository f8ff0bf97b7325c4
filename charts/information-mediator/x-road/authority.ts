import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import { addSettings, programArgs, SETTINGS_FOLDER } from "../../own-program.ts";
import { type Footprint, OWN_USER, type ProductContext } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";
import { AUTHORITY, AUTHORITY_PORTS } from "./ports.ts";
import { AUTHORITY_REQUEST, authorityName } from "./secrets.ts";

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
  const files = addSettings(scope, `${part.name}-${AUTHORITY}`, config);
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
          args: programArgs("x-road", "authority"),
          ports: AUTHORITY_PORTS,
          resources: { cpu: share.cpu, memory: share.memory },
          mounts: [{ volume: "configuration", path: SETTINGS_FOLDER, readOnly: true }],
          secrets: [{ secret, folder: FOLDER }],
          startup: { ...probe, period: 2, failures: 60 },
          liveness: probe,
          readiness: { http: { path: "/healthz", port: AUTHORITY_PORTS.time }, period: 5 },
        },
      ],
    },
  );
}
