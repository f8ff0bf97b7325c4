import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { BootstrapStep, PodProgram } from "../../../spi/index.ts";
import type { AwaitSettings } from "../settings.ts";
import { listTopics } from "./topic-requests.ts";

const TIMEOUT_MS = 10_000;
/** Kubernetes shows the pod as starting meanwhile; who waits is in nobody's way. */
const PATIENCE_MS = 24 * 3600_000;

const settings: z.ZodType<AwaitSettings> = z.strictObject({
  broker: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }).optional(),
  topics: z.array(z.string()).default([]),
  healthy: z.array(z.url()).default([]),
});

/**
 * Waits until topics exist and other services are healthy. A service of Mojaloop that starts without its broker
 * reports itself healthy for as long as the broker is away, and never asks again for some of what it missed.
 */
const program: PodProgram = (config, tell, stop) => {
  const { broker, topics, healthy } = settings.parse(config);
  const steps = healthy.map(healthStep);
  if (broker !== undefined) {
    steps.unshift({
      id: "topics",
      title: `${topics.length} topics at ${broker.host}:${broker.port}`,
      isDone: async (signal) => {
        const present = await listTopics(broker, signal);
        return topics.every((name) => present.includes(name));
      },
      run: async () => {},
    });
  }
  return runBootstrap(steps, { stop, tell, patience: PATIENCE_MS });
};

function healthStep(url: string): BootstrapStep {
  return {
    id: url,
    title: url,
    isDone: async (stop) => {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
      const answer = await fetch(url, { signal });
      await answer.body?.cancel();
      return answer.ok;
    },
    run: async () => {},
  };
}

export default program;
