import { z } from "zod";
import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";

const DEFAULT_BODY = [{ code: "bpmn", value: "{bpmn}" }];

/** What the checks can be told of a product, since the specification leaves it open (docs/adr/0016). */
const fixtures = z.looseObject({
  processBody: z.unknown().optional(),
  tasks: z.string().startsWith("/").includes("{instanceId}").optional(),
  complete: z.string().startsWith("/").includes("{taskId}").optional(),
});

/** The fixtures of the target. Throws where they have another shape: wrong use. */
function fixturesOf({ target }: CheckContext): z.infer<typeof fixtures> {
  const parsed = fixtures.safeParse(target.fixtures ?? {});
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`the fixtures of ${target.part}: ${first?.path.join(".")}: ${first?.message}`);
}

/** The body of a definition with this BPMN in it. */
export function wrapBpmn(context: CheckContext, bpmn: string): unknown {
  const template = JSON.stringify(fixturesOf(context).processBody ?? DEFAULT_BODY);
  return JSON.parse(template.replaceAll("{bpmn}", () => JSON.stringify(bpmn).slice(1, -1)));
}

const tasks = z.array(z.looseObject({ id: z.union([z.string(), z.number()]) }));

/** The ids of the tasks that are open for people in an instance. Skips where nobody says how to see them. */
export async function readTasks(context: CheckContext, instanceId: string): Promise<string[]> {
  const path = fixturesOf(context).tasks;
  if (path === undefined) throw new NotApplicable("no fixture says how the tasks of people are seen");
  const answer = await context.http.send({
    path: path.replace("{instanceId}", encodeURIComponent(instanceId)),
  });
  expectStatus(answer, 200);
  return expectShape(answer, tasks).map(({ id }) => String(id));
}

/** Completes the one task that is open in an instance, with these values. */
export async function completeTask(
  context: CheckContext,
  instanceId: string,
  values: readonly { readonly code: string; readonly value: string }[] = [],
): Promise<Exchange> {
  const path = fixturesOf(context).complete;
  if (path === undefined) throw new NotApplicable("no fixture says how a task is completed");
  const [task, ...others] = await readTasks(context, instanceId);
  expectTrue(task !== undefined && others.length === 0, "there is not exactly one open task in the instance");
  const answer = await context.http.send({
    method: "POST",
    path: path.replace("{taskId}", encodeURIComponent(task)),
    json: { completedBy: context.mark, values },
  });
  expectStatus(answer, 200, 201, 202, 204);
  return answer;
}
