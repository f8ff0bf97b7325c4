import { authorityOf } from "../charts/platform/authority.ts";
import {
  DATABASE_KEYS,
  type DatabaseKind,
  serviceAddressOf,
  serviceOf,
} from "../charts/platform/database.ts";
import type { BuildChart } from "../charts/spi/index.ts";
import type { EnvironmentValue } from "../constructs/container.ts";
import { addGeneratedSecret } from "../constructs/generated-secret.ts";
import { addWorkload, MAIN } from "../constructs/workload.ts";

/** A Deployment whose environment says what it uses: `POSTGRES_HOST`, `POSTGRES_PASSWORD` ... */
const build: BuildChart<{ readonly needs: readonly string[] }> = (scope, context) => {
  const env: Record<string, EnvironmentValue> = {};
  for (const need of context.options.needs) {
    const name = need.toUpperCase().replace("-", "_");
    if (need === "certificate-authority") {
      addGeneratedSecret(scope, {
        name: `${context.part.name}-tls`,
        values: {
          "tls.key": {
            generate: "certificate",
            certificate: "tls.crt",
            ca: "ca.crt",
            commonName: context.part.name,
            dnsNames: [context.part.name],
            days: 365,
            usage: ["server"],
            authority: authorityOf(context),
          },
        },
        rotatable: true,
      });
      continue;
    }
    const { host, port } = serviceAddressOf(context, need as DatabaseKind);
    env[`${name}_HOST`] = host;
    env[`${name}_PORT`] = String(port);
    if (need === "kafka") continue;
    const { secret, username } = serviceOf(scope, context, need as DatabaseKind);
    env[`${name}_USER`] = username ?? { secret, key: DATABASE_KEYS.username };
    env[`${name}_PASSWORD`] = { secret, key: DATABASE_KEYS.password };
  }
  const alive = { http: { path: "/", port: 8080 } };
  addWorkload(scope, context, {
    component: MAIN,
    kind: "Deployment",
    user: 10_001,
    ports: context.part.product.ports,
    containers: [
      {
        name: "server",
        image: context.image("server"),
        args: ["httpd", "-f", "-p", "8080"],
        env,
        ports: context.part.product.ports,
        resources: context.footprint,
        startup: alive,
        liveness: { ...alive, failures: 5 },
        readiness: alive,
      },
    ],
  });
};

export default build;
