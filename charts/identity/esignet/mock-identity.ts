import type { Construct } from "constructs";
import { portNumber } from "../../../constructs/address.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import { awaitSchema, createOwn, jdbcUrl, MOCK_DATABASE } from "./databases.ts";
import { KEYS, MANAGEMENT_PORT, probes, settingsOfBoth, startCommand, USER } from "./java.ts";
import { caMounts, caVolumes, type Shared } from "./servers.ts";
import { publicUrlOf } from "./settings.ts";
import { type EsignetContext, sizeOf, storageOf } from "./sizes.ts";

/** The component that is the mock identity system. */
export const MOCK = "mock";

/** Adds MOSIP's mock identity system, one server with a key store of its own. It asks nobody who they are. */
export function addMockIdentity(scope: Construct, context: EsignetContext, shared: Shared): void {
  const { stack, part, options } = context;
  const { access, keyStores } = shared;
  const size = sizeOf(context, "mock");
  const claim = `${part.name}-mock-keys`;
  addVolumeClaim(scope, {
    name: claim,
    storage: storageOf(context),
    storageClass: part.overrides.storageClass,
  });
  const identities = portNumber(part, "identities");
  addWorkload(
    scope,
    { stack, part },
    {
      component: MOCK,
      kind: "StatefulSet",
      user: USER,
      ports: { identities },
      volumes: [{ name: "keys", claim }, { name: "tmp", emptyDir: { size: "256Mi" } }, ...caVolumes(shared)],
      init: [createOwn(access, MOCK_DATABASE), awaitSchema(access, MOCK_DATABASE)],
      containers: [
        {
          name: "identities",
          image: context.image("mock"),
          command: startCommand("mock-identity-system.jar", { "spring.profiles.active": "default,local" }),
          env: {
            ...settingsOfBoth(context, { file: "mock.p12", secret: keyStores, key: "mock" }),
            SPRING_DATASOURCE_URL: jdbcUrl(access.server, MOCK_DATABASE),
            SPRING_DATASOURCE_USERNAME: MOCK_DATABASE.role,
            SPRING_DATASOURCE_PASSWORD: { secret: access.secret, key: MOCK_DATABASE.role },
            MOSIP_MOCKIDENTITYSYSTEM_ESIGNET_ISSUER_ID: publicUrlOf(stack, part, options),
            MOSIP_MOCK_IDA_KYC_TRANSACTION_TIMEOUT_SECS: "900",
          },
          ports: { identities, management: MANAGEMENT_PORT },
          resources: {
            cpu: size.cpu,
            memory: size.memory,
            cpuLimit: "2",
            memoryLimit: size.limit(1.5),
          },
          mounts: [{ volume: "keys", path: KEYS }, { volume: "tmp", path: "/tmp" }, ...caMounts(shared)],
          ...probes(),
        },
      ],
    },
  );
}
