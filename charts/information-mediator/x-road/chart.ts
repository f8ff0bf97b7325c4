import type { Construct } from "constructs";
import { addGeneratedSecret, type GeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addJob } from "../../../constructs/job.ts";
import { addSettings, programArgs, SETTINGS_FOLDER } from "../../own-program.ts";
import {
  type BuildChart,
  type Footprint,
  OWN_USER,
  type ProductContext,
  type SecretRequest,
} from "../../spi/index.ts";
import { addAuthority } from "./authority.ts";
import { addCentralServer } from "./central-server.ts";
import { addFlows } from "./flows.ts";
import type { XRoadOptions } from "./options.ts";
import { BOOTSTRAP, CENTRAL } from "./ports.ts";
import { pinRequest } from "./secrets.ts";
import { addSecurityServer, type ServerSecrets } from "./security-server.ts";
import { serverComponent } from "./servers.ts";
import { PASSWORDS_FOLDER, PINS_FOLDER, serversOf, setupOf } from "./setup.ts";
import { divide } from "./sizes.ts";

type Context = ProductContext<XRoadOptions>;

/** An instance of one's own is there within a quarter of an hour or so; people may take a month. */
const DEADLINE_S = 3 * 3600;
const DEADLINE_WITH_PEOPLE_S = 30 * 24 * 3600;

/** X-Road: a security server per organization and the job that makes them talk; its own instance unless it joins one. */
const build: BuildChart<XRoadOptions> = (scope, context) => {
  const { stack, options, footprint } = context;
  const isMember = options.mode === "member";
  const organizations = serversOf(context);
  const shares = divide(footprint, stack.size, organizations.length, isMember);
  const components = [...organizations.map(serverComponent), ...(isMember ? [] : [CENTRAL])];
  const secrets = addSecrets(scope, context, components);
  if (!isMember) {
    addAuthority(scope, context, shares.authority);
    addCentralServer(scope, context, shares.central, secrets);
  }
  for (const organization of organizations)
    addSecurityServer(scope, context, organization, shares.server, secrets);
  addBootstrap(scope, context, shares.job, secrets);
  addFlows(scope, context);
};

/** A password and a PIN for each server. */
function addSecrets(
  scope: Construct,
  { part }: Context,
  components: readonly string[],
): ServerSecrets & Record<"passwords" | "pins", GeneratedSecret> {
  const forEach = (make: (component: string) => SecretRequest): SecretRequest =>
    Object.assign({}, ...components.map(make));
  return {
    passwords: addGeneratedSecret(scope, {
      name: `${part.name}-administrators`,
      values: forEach((component) => ({ [component]: { generate: "password", length: 32 } })),
      // Servers take theirs anew at each start.
      rotatable: true,
    }),
    pins: addGeneratedSecret(scope, {
      name: `${part.name}-pins`,
      values: forEach(pinRequest),
      rotatable: false,
      why: "a token's PIN is set when its server is initialized; another one would lock the server's keys away",
    }),
  };
}

function addBootstrap(
  scope: Construct,
  context: Context,
  share: Footprint,
  { passwords, pins }: ReturnType<typeof addSecrets>,
): void {
  const { stack, part, options } = context;
  const files = addSettings(scope, `${part.name}-${BOOTSTRAP}`, setupOf(context));
  addJob(
    scope,
    { stack, part },
    {
      component: BOOTSTRAP,
      user: OWN_USER,
      ...(options.mode === "member"
        ? { deadline: DEADLINE_WITH_PEOPLE_S, waitsForPeople: true }
        : { deadline: DEADLINE_S }),
      volumes: [{ name: "configuration", files }],
      containers: [
        {
          name: BOOTSTRAP,
          image: context.image("own"),
          args: programArgs("x-road", "bootstrap"),
          resources: { cpu: share.cpu, memory: share.memory },
          mounts: [{ volume: "configuration", path: SETTINGS_FOLDER, readOnly: true }],
          secrets: [
            { secret: passwords, folder: PASSWORDS_FOLDER },
            { secret: pins, folder: PINS_FOLDER },
          ],
        },
      ],
    },
  );
}

export default build;
