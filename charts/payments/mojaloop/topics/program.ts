import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { BootstrapStep, PodProgram } from "../../../spi/index.ts";
import type { TopicSettings } from "../settings.ts";
import { createTopics, listTopics } from "./topic-requests.ts";

const settings: z.ZodType<TopicSettings> = z.strictObject({
  broker: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }),
  topics: z.array(z.string().regex(/^[\w.-]{1,249}$/)).min(1),
  partitions: z.int().min(1).max(1000),
});

/** Creates the topics that are missing, when the broker is there. */
const program: PodProgram = (config, tell, stop) =>
  runBootstrap([topicStep(settings.parse(config))], { stop, tell });

/** One step for all of them: the broker takes them in one request. */
export function topicStep({ broker, topics, partitions }: TopicSettings): BootstrapStep {
  const missing = async (stop: AbortSignal) => {
    const present = new Set(await listTopics(broker, stop));
    return topics.filter((name) => !present.has(name));
  };
  return {
    id: "topics",
    title: `${topics.length} topics`,
    isDone: async (stop) => (await missing(stop)).length === 0,
    run: async (stop) => createTopics(broker, await missing(stop), partitions, stop),
  };
}

export default program;
