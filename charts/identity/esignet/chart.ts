import type { Construct } from "constructs";
import { portNumber } from "../../../constructs/address.ts";
import { addFiles } from "../../../constructs/files.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addInternalFlows, addOutsideFlow } from "../../../constructs/network-policy.ts";
import { MAIN } from "../../../constructs/workload.ts";
import { serviceOf } from "../../platform/database.ts";
import type { BuildChart } from "../../spi/index.ts";
import { ESIGNET_DATABASE, MOCK_DATABASE } from "./databases.ts";
import { addMockIdentity, MOCK } from "./mock-identity.ts";
import { mosipHosts } from "./mosip-settings.ts";
import type { EsignetOptions } from "./options.ts";
import { addPages, UI } from "./pages.ts";
import { addSchemaJob } from "./schema-job.ts";
import { addServers, type Shared } from "./servers.ts";
import { addClientKeys, addSetupJob, SETUP } from "./setup-job.ts";
import type { EsignetContext } from "./sizes.ts";

/** eSignet's servers with their pages, and the identity system behind them where that is the mock. */
const build: BuildChart<EsignetOptions> = (scope, context) => {
  const { stack, part, options } = context;
  const isMock = options.identitySystem === "mock";
  const databases = isMock ? [ESIGNET_DATABASE, MOCK_DATABASE] : [ESIGNET_DATABASE];
  const shared = addShared(scope, context, isMock);
  const keys = addClientKeys(scope, context);
  addSchemaJob(scope, { stack, part }, shared.access, databases);
  addServers(scope, context, shared);
  addPages(scope, context);
  if (isMock) {
    addMockIdentity(scope, context, shared);
    addSetupJob(scope, context, keys);
  }
  addFlows(scope, context, isMock);
};

function addShared(scope: Construct, context: EsignetContext, isMock: boolean): Shared {
  const { part } = context;
  const server = serviceOf(scope, context, "postgres");
  const password = { generate: "password", length: 40 } as const;
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-databases`,
    values: {
      [ESIGNET_DATABASE.role]: password,
      ...(isMock ? { [MOCK_DATABASE.role]: password } : {}),
    },
    rotatable: true,
  });
  const keyStores = addGeneratedSecret(scope, {
    name: `${part.name}-key-stores`,
    values: { esignet: password, ...(isMock ? { mock: password } : {}) },
    rotatable: false,
    why: "the key stores on the volumes open with these passwords only, and without their keys nothing starts again",
  });
  const ca =
    server.ca === undefined
      ? undefined
      : addFiles(scope, `${part.name}-database-ca`, { "ca.crt": server.ca });
  return { access: { image: context.image("database"), server, secret }, keyStores, ca };
}

function addFlows(scope: Construct, { stack, part, options }: EsignetContext, isMock: boolean): void {
  const service = [portNumber(part, "service")];
  const identities = [portNumber(part, "identities")];
  addInternalFlows(scope, { stack, part }, [
    { from: UI, to: MAIN, ports: service },
    ...(isMock
      ? [
          { from: MAIN, to: MOCK, ports: identities },
          { from: SETUP, to: MAIN, ports: service },
          { from: SETUP, to: MOCK, ports: identities },
        ]
      : []),
  ]);
  if (isMock || options.mosip === undefined) return;
  for (const outside of mosipHosts(options.mosip)) {
    addOutsideFlow(scope, { stack, part }, { from: MAIN, ...outside });
  }
}

export default build;
