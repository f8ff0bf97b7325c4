import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addDataClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import type { BuildChart } from "../../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "../database.ts";
import { HEALTH_PATH } from "./smoke.ts";

/** The user that the makers' own chart runs it as; the image has none. */
const USER = 1000;
const VOLUME = "/data";
// Each folder in it is a bucket, and a volume may hold lost+found.
const BUCKETS = `${VOLUME}/buckets`;

/** One StatefulSet with its volume, and the keys of the one account that may do everything. */
const build: BuildChart<{ readonly region: string }> = (scope, context) => {
  const { stack, part, options, footprint } = context;
  const port = part.product.ports["s3"] ?? 0;
  const secret = addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "password", length: 20 },
      [DATABASE_KEYS.password]: { generate: "password", length: 40 },
    },
    rotatable: true,
  });
  const data = addDataClaim(scope, context);
  const image = context.image("server");
  const mounts = [{ volume: "data", path: VOLUME }];
  const alive = { http: { path: HEALTH_PATH, port } };
  addWorkload(
    scope,
    { stack, part },
    {
      component: MAIN,
      kind: "StatefulSet",
      user: USER,
      ports: part.product.ports,
      volumes: [
        { name: "data", claim: data },
        { name: "tmp", emptyDir: { size: "64Mi" } },
      ],
      init: [
        {
          name: "buckets",
          image,
          command: ["mkdir", "-p", BUCKETS],
          resources: { cpu: "10m", memory: "32Mi" },
          mounts,
        },
      ],
      containers: [
        {
          name: "versitygw",
          image,
          args: ["posix", BUCKETS],
          env: {
            ROOT_ACCESS_KEY_ID: { secret, key: DATABASE_KEYS.username },
            ROOT_SECRET_ACCESS_KEY: { secret, key: DATABASE_KEYS.password },
            VGW_PORT: `:${port}`,
            VGW_REGION: options.region,
            VGW_HEALTH: HEALTH_PATH,
            VGW_KEEP_ALIVE: "true",
          },
          ports: part.product.ports,
          resources: footprint,
          mounts: [...mounts, { volume: "tmp", path: "/tmp" }],
          startup: { ...alive, period: 2, failures: 150, timeout: 5 },
          liveness: { ...alive, period: 10, failures: 6, timeout: 5 },
          readiness: { ...alive, period: 5, timeout: 5 },
        },
      ],
    },
  );
};

export default build;
