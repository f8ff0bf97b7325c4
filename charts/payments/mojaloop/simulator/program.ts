import { readFileSync } from "node:fs";
import { z } from "zod";
import { serveBlock } from "../../../../reference/serve.ts";
import type { PodProgram } from "../../../spi/index.ts";
import { hubAddresses, participantName } from "../names.ts";
import { MSISDN, type SimulatorSettings } from "../settings.ts";
import { createInstitutions } from "./institution.ts";

const settings: z.ZodType<SimulatorSettings> = z.strictObject({
  port: z.int().min(0).max(65_535),
  hub: hubAddresses.pick({ transfers: true, lookup: true, quotes: true }),
  secretFile: z.string().min(1),
  dfsps: z
    .array(z.strictObject({ name: participantName, parties: z.array(z.string().regex(MSISDN)) }))
    .min(1),
});

/** Serves the simulated institutions until it is told to stop. */
const program: PodProgram = async (config, tell, stop) => {
  const parsed = settings.parse(config);
  const secret = readFileSync(parsed.secretFile, "utf8").trim();
  const app = createInstitutions({ settings: parsed, secret, tell, stop });
  const served = await serveBlock({ app, close: async () => {} }, { host: "0.0.0.0", port: parsed.port });
  tell(`serves ${parsed.dfsps.map(({ name }) => name).join(" and ")} at port ${served.port}`);
  await untilStopped(stop);
  await served.stop();
  return 0;
};

function untilStopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
}

export default program;
