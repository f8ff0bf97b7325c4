import { readFileSync } from "node:fs";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { PodProgram } from "../../../spi/index.ts";
import { planSteps } from "./plan-steps.ts";
import { setupShape } from "./setup-shape.ts";
import { openTransport } from "./transport.ts";
import { openWorld } from "./world.ts";

/** Servers start slowly, and the configuration takes minutes to go round. */
const PATIENCE_MS = 40 * 60_000;
/** Where people decide, a step takes as long as they do; the job's own time ends it. */
const PATIENCE_WITH_PEOPLE_MS = 365 * 24 * 3_600_000;

/** Makes of new servers what the setup says; see `charts/information-mediator/x-road/settings.ts`. */
const program: PodProgram = (config, tell, stop) => {
  const setup = setupShape.parse(config);
  const readFile = (file: string) => readFileSync(file, "utf8").trim();
  const world = openWorld(setup, openTransport(), readFile, tell);
  const patience = setup.membership === undefined ? PATIENCE_MS : PATIENCE_WITH_PEOPLE_MS;
  return runBootstrap(planSteps(world), { stop, tell, patience });
};

export default program;
