import { z } from "zod";
import { serveBlock } from "../../../../reference/serve.ts";
import type { PodProgram } from "../../../spi/index.ts";
import { currencyCode, hubAddresses, participantName } from "../names.ts";
import type { AdapterSettings } from "../settings.ts";
import { createAdapter } from "./create.ts";

const port = z.int().min(0).max(65_535);
const settings: z.ZodType<AdapterSettings> = z.strictObject({
  port,
  hubPort: port,
  dataFolder: z.string().min(1),
  fsp: participantName,
  currency: currencyCode,
  hub: hubAddresses,
  authorization: z.enum(["automatic", "required"]),
  callbackOrigins: z.array(z.url()),
  patience: z.int().min(1).optional(),
});

/** Serves GovStack's routes and the hub's call-backs until it is told to stop. */
const program: PodProgram = async (config, tell, stop) => {
  const parsed = settings.parse(config);
  const adapter = createAdapter(parsed, tell);
  const close = () => adapter.close();
  const idle = async () => {};
  const hubSide = await serveBlock(
    { app: adapter.hubApp, close: idle },
    { host: "0.0.0.0", port: parsed.hubPort },
  );
  const served = await serveBlock({ app: adapter.app, close }, { host: "0.0.0.0", port: parsed.port });
  adapter.start();
  tell(`serves GovStack's payments at port ${served.port}, and the hub at port ${hubSide.port}`);
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
  // The hub's answers to what is on its way are taken until nobody asks any more.
  await hubSide.stop();
  await served.stop();
  return 0;
};

export default program;
