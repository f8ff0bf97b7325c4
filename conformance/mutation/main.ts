import { writeFileSync } from "node:fs";
import { loadOperations } from "../suites/operations.ts";
import { SUITES } from "../suites.ts";
import { readArguments, USAGE, type Wanted } from "./arguments.ts";
import { REFERENCE_FIXTURES } from "./reference-fixtures.ts";
import { startReference } from "./reference-process.ts";
import { runMutation, type Surroundings } from "./run-mutation.ts";
import { loadSurvivors } from "./survivors.ts";

const world: Surroundings = {
  suites: SUITES,
  operationsOf: loadOperations,
  survivorsOf: loadSurvivors,
  startServer: startReference,
  // Payments has none: what was paid stays paid, and its checks have nothing in common that could be left behind.
  holdings: {
    "digital-registries": "/databases",
    "information-mediator": "/api/v1/config",
    messaging: "/management/queue",
    consent: "/development/holdings",
    scheduler: "/development/holdings",
    registration: "/development/holdings",
    identity: "/development/holdings",
    workflow: "/development/holdings",
  },
  fixtures: REFERENCE_FIXTURES,
  out: (line) => void process.stdout.write(`${line}\n`),
  talk: (line) => void process.stderr.write(`${line}\n`),
  writeJson: (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`),
};

/** The exit code for arguments that make no sense. */
const MISUSED = 2;

function readOrSay(): Wanted | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    world.talk(`${error.message}\n${USAGE}`);
    return undefined;
  }
}

// Leaving through `exit` ends the servers and removes their folders.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const wanted = readOrSay();
process.exitCode = wanted === undefined ? MISUSED : await runMutation(wanted, world);
