import { addConfiguration } from "../../../../constructs/configuration.ts";
import { labelsOf, selectorOf } from "../../../../constructs/labels.ts";
import { addServerWorkload } from "../../../../constructs/server-workload.ts";
import { addVolumeClaim } from "../../../../constructs/volume-claim.ts";
import type { BuildChart } from "../../../../charts/spi/index.ts";

/** A server on one volume that is called `PART-NAME`. */
export function serverOn(name: string): BuildChart {
  return (scope, { stack, part, footprint, image }) =>
    addServerWorkload(scope, {
      name: part.name,
      image: image("server"),
      args: ["serve"],
      port: 8080,
      footprint,
      configuration: addConfiguration(scope, `${part.name}-settings`, { options: part.options }),
      configurationFolder: "/etc/settings",
      claim: addVolumeClaim(scope, { name: `${part.name}-${name}`, storage: footprint.storage }),
      dataFolder: "/data",
      selector: selectorOf(part),
      labels: labelsOf(stack, part),
      healthPath: "/",
      readyPath: "/",
    });
}
