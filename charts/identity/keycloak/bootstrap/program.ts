import { readFileSync } from "node:fs";
import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { PodProgram } from "../../../spi/index.ts";
import { openAdminApi } from "./admin-api.ts";
import { planSteps } from "./steps.ts";

const name = z.string().min(1);
const setup = z.strictObject({
  url: z.url(),
  administrator: name,
  administratorPasswordFile: name,
  realm: name,
  realmTitle: name,
  accessTokenLifespan: z.int().positive(),
  roles: z.array(name),
  clients: z.array(
    z.strictObject({ id: name, title: name, redirectUris: z.array(z.url()), secretFile: name }),
  ),
});

/** Sets Keycloak up as its {@link setup} says; see `charts/identity/keycloak/settings.ts`. */
const program: PodProgram = (config, tell, stop) => {
  const parsed = setup.parse(config);
  const readFile = (file: string) => readFileSync(file, "utf8");
  const api = openAdminApi(parsed.url, parsed.administrator, () =>
    readFile(parsed.administratorPasswordFile).trim(),
  );
  return runBootstrap(planSteps(parsed, api, readFile), { stop, tell });
};

export default program;
