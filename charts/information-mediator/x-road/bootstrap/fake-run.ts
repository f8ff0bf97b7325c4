import { generateKeyPairSync } from "node:crypto";
import { runBootstrap } from "../../../run-bootstrap.ts";
import { pemOf } from "../authority/certificate-parts.ts";
import { certifyKeys } from "../authority/certify-keys.ts";
import type { XRoadSetup } from "../settings.ts";
import { type FakeState, newState } from "./fake-state.ts";
import { PASSWORD, PIN, startFakeXRoad, type Trouble } from "./fake-x-road.ts";
import { planSteps } from "./plan-steps.ts";
import { openWorld } from "./world.ts";

let made: string | undefined;

/** The certificate of a test authority, PEM; the same for all tests of a file. */
export function authorityPem(): string {
  made ??= makePem();
  return made;
}

function makePem(): string {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const { ca } = certifyKeys({ ca: key, ocsp: key, tsa: key }, { name: "utopia test CA", country: "XU" });
  return pemOf(ca.certificate);
}

/** The state of new servers for a setup. */
export const fresh = (setup: XRoadSetup): FakeState =>
  newState(setup.servers.map(({ organization }) => organization));

/** What a run against the fake is given beside its setup. */
export interface RunOptions {
  readonly stop?: AbortSignal;
  /** How many of the steps are done at most. */
  readonly steps?: number;
  readonly trouble?: (index: number) => Trouble | undefined;
  /** Milliseconds for each step. */
  readonly patience?: number;
  readonly readFile?: (file: string) => string;
}

const readFile = (file: string) => (file.startsWith("pin") ? PIN : PASSWORD);

/** Runs the bootstrap against a fake over a state. */
export async function run(setup: XRoadSetup, state: FakeState, options: RunOptions = {}) {
  const lines: string[] = [];
  const tell = (line: string) => lines.push(line);
  const fake = startFakeXRoad(setup, state, authorityPem(), options.trouble);
  const world = openWorld(setup, fake.transport, options.readFile ?? readFile, tell);
  const steps = planSteps(world).slice(0, options.steps);
  const stop = options.stop ?? new AbortController().signal;
  const code = await runBootstrap(steps, { stop, tell, patience: options.patience ?? 5000, pause: 0 });
  return { code, lines, fake, steps };
}

/** What is left in the end, whenever it came to be. */
export function end(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(end);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "at" && key !== "clock");
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, end(each)]),
  );
}
