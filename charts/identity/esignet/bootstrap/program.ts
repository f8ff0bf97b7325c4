import { readFileSync } from "node:fs";
import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { PodProgram } from "../../../spi/index.ts";
import { openEnvelopeApi } from "./envelope-api.ts";
import { planSteps } from "./steps.ts";

const word = z.string().min(1);
const setup = z.strictObject({
  url: z.url(),
  issuer: z.url(),
  identitiesUrl: z.url(),
  clients: z.array(
    z.strictObject({
      id: word,
      title: word,
      relyingParty: word,
      logoUri: z.url(),
      redirectUris: z.array(z.url()),
      claims: z.array(word),
      contexts: z.array(word),
      publicKeyFile: word,
    }),
  ),
  retired: z.array(word),
  people: z.array(
    z
      .object({ individualId: word })
      .catchall(z.union([z.string(), z.array(z.strictObject({ language: word, value: word }))])),
  ),
});

/** Sets eSignet up as its {@link setup} says; see `charts/identity/esignet/settings.ts`. */
const program: PodProgram = (config, tell, stop) => {
  const parsed = setup.parse(config);
  const services = {
    esignet: openEnvelopeApi(parsed.url),
    identities: openEnvelopeApi(parsed.identitiesUrl),
  };
  return runBootstrap(
    planSteps(parsed, services, (file) => readFileSync(file, "utf8")),
    { stop, tell },
  );
};

export default program;
