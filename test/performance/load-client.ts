// Fifty clients in a process of their own: `load-client.ts MIX URL SECONDS SEED` prints what they saw as JSON.
import { Caller } from "../kills/call.ts";
import { seededRandom } from "../kills/random.ts";
import { MIXES, type Request } from "./mixes.ts";

const CLIENTS = 50;
const MOST_REQUESTS = 2_000_000;

const [name = "", url = "", seconds = "30", seed = "1"] = process.argv.slice(2);
const mix = MIXES[name];
if (mix === undefined) throw new Error(`there is no mix ${name}`);

const caller = new Caller(url, CLIENTS);
const latencies: number[] = [];
const errors: string[] = [];
const begin = performance.now();
const end = begin + Number(seconds) * 1000;

async function ask(request: Request): Promise<void> {
  const sent = performance.now();
  try {
    const { status, body } = await caller.send(request);
    latencies.push(performance.now() - sent);
    if (!request.statuses.includes(status)) {
      errors.push(`${request.method} ${request.path}: ${status} ${JSON.stringify(body)}`);
      return;
    }
    const next = request.next?.(status, body);
    if (next !== undefined) await ask(next);
  } catch (error) {
    errors.push(`${request.method} ${request.path}: ${(error as Error).message}`);
  }
}

const clients = Array.from({ length: CLIENTS }, async (_, client) => {
  const random = seededRandom(Number(seed)).fork(client);
  while (performance.now() < end && latencies.length + errors.length < MOST_REQUESTS)
    await ask(mix(random, client));
});
await Promise.all(clients);
const took = (performance.now() - begin) / 1000;
caller.close();
latencies.sort((a, b) => a - b);
const at = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
process.stdout.write(
  JSON.stringify({
    requests: latencies.length,
    perSecond: latencies.length / took,
    p50: at(0.5),
    p99: at(0.99),
    errors: errors.length,
    firstErrors: errors.slice(0, 5),
  }),
);
