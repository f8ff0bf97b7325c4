import type { Construct } from "constructs";
import type { ProductContext, SecretRequest } from "../../../charts/spi/index.ts";
import { addConfiguration } from "../../../constructs/configuration.ts";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { labelsOf, selectorOf } from "../../../constructs/labels.ts";
import { addServerWorkload } from "../../../constructs/server-workload.ts";
import { addVolumeClaim } from "../../../constructs/volume-claim.ts";

const PORT = 8080;
const FOLDER = "/run/secrets/keys";

/** Adds a Secret `PART-keys` and a server whose files are its values as the pod got them. */
export function serveSecret(scope: Construct, context: ProductContext, values: SecretRequest): void {
  const { stack, part, footprint } = context;
  const secret = addGeneratedSecret(scope, { name: `${part.name}-keys`, values, rotatable: true });
  addServerWorkload(scope, {
    name: part.name,
    image: context.image("server"),
    args: ["-c", `trap exit TERM; httpd -f -p ${PORT} -h ${FOLDER} & wait`],
    port: PORT,
    footprint,
    configuration: addConfiguration(scope, `${part.name}-configuration`, {}),
    configurationFolder: "/etc/country-stack",
    claim: addVolumeClaim(scope, { name: `${part.name}-data`, storage: footprint.storage }),
    dataFolder: "/data",
    secrets: [{ secret, folder: FOLDER }],
    selector: selectorOf(part),
    labels: labelsOf(stack, part),
    healthPath: "/user",
    readyPath: "/user",
  });
}
