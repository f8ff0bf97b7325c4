import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addDataClaim } from "../../../constructs/volume-claim.ts";
import { addWorkload, MAIN } from "../../../constructs/workload.ts";
import type { BuildChart } from "../../spi/index.ts";
import { DATABASE_KEYS, databaseSecretName } from "../database.ts";
import { mebibytesOf } from "../share.ts";

/** The user and group of Valkey in its official image for Debian. */
const USER = 999;
const SECRETS = "/run/secrets/country-stack";
const DATA = "/data";

// Clients that have not signed in are answered too, but not while the server reads its data.
const ANSWERS = [
  `KEY="$(cat ${SECRETS}/${DATABASE_KEYS.password})"`,
  'VALKEYCLI_AUTH="$KEY" REDISCLI_AUTH="$KEY" valkey-cli ping | grep -q PONG',
].join("; ");

/** One StatefulSet with its volume; the password comes with the configuration, so that it can be rotated. */
const build: BuildChart<{ readonly whenFull: string }> = (scope, context) => {
  const { stack, part, options, footprint } = context;
  const secret = addGeneratedSecret(scope, {
    name: databaseSecretName(part),
    values: {
      [DATABASE_KEYS.username]: { generate: "literal", value: "default" },
      [DATABASE_KEYS.password]: { generate: "password", length: 32 },
      "valkey.conf": { generate: "template", text: `requirepass {{${DATABASE_KEYS.password}}}\n` },
    },
    rotatable: true,
  });
  const data = addDataClaim(scope, context);
  const settings = {
    port: part.product.ports["valkey"],
    dir: DATA,
    appendonly: "yes",
    // What is appended lasts; snapshots beside it would be a second copy.
    save: "",
    maxmemory: `${mebibytesOf(footprint.memory, 0.75)}mb`,
    "maxmemory-policy": options.whenFull,
  };
  const answers = { exec: ["sh", "-c", ANSWERS] };
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
        { name: "tmp", emptyDir: { size: "16Mi" } },
      ],
      containers: [
        {
          name: "valkey",
          image: context.image("server"),
          command: [
            "valkey-server",
            `${SECRETS}/valkey.conf`,
            ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
          ],
          ports: part.product.ports,
          resources: footprint,
          mounts: [
            { volume: "data", path: DATA },
            { volume: "tmp", path: "/tmp" },
          ],
          secrets: [{ secret, folder: SECRETS }],
          startup: { ...answers, period: 2, failures: 150, timeout: 5 },
          liveness: { tcp: part.product.ports["valkey"] ?? 0, period: 10, failures: 6, timeout: 5 },
          readiness: { ...answers, period: 5, timeout: 5 },
        },
      ],
    },
  );
};

export default build;
