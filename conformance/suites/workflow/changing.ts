import type { CheckContext } from "../../check.ts";
import { expectNoBodyOrJson, expectRefused, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { refuseBrokenBodies } from "./body-refusals.ts";
import { ENDING } from "./bpmn.ts";
import { askStart, expectEnded, expectRunning, start } from "./instances.ts";
import {
  ABSENT,
  addProcess,
  type Definition,
  describeProcess,
  expectListed,
  expectProcess,
  INVALID,
  processPath,
  readProcess,
  workflowApi,
} from "./scene.ts";

function change(context: CheckContext, processId: string, json: unknown): Promise<Exchange> {
  return context.http.send({ method: "PUT", path: processPath(processId), json });
}

/** Changes a process and looks at what it is then. */
async function expectChanged(
  context: CheckContext,
  processId: string,
  definition: Definition,
): Promise<void> {
  const answer = await change(context, processId, definition);
  expectStatus(answer, 204);
  expectNoBodyOrJson(answer);
  await expectProcess(context, processId, definition);
}

function remove(context: CheckContext, processId: string): Promise<Exchange> {
  return context.http.send({ method: "DELETE", path: processPath(processId) });
}

/** Changing a process. */
export const changeChecks = checksOf("updateProcess", workflowApi("PUT /processes/{processId}"), [
  positive("change-process", "A process that was changed is what it was changed to", async (context) => {
    const id = await addProcess(context, describeProcess(context));
    const changed = { description: "Changed.", type: "Public", isClosed: true };
    await expectChanged(context, id, describeProcess(context, ENDING, changed));
    await expectListed(context, 1);
  }),
  positive("change-again", "The same change twice is one change", async (context) => {
    const id = await addProcess(context, describeProcess(context));
    const changed = describeProcess(context, ENDING, { description: "Changed." });
    for (const _ of ["first", "again"]) await expectChanged(context, id, changed);
    await expectListed(context, 1);
  }),
  positive(
    "change-runs",
    "Instances that are started after a change follow the change",
    async (context) => {
      const id = await addProcess(context, describeProcess(context));
      const before = await start(context, id);
      await expectChanged(context, id, describeProcess(context, ENDING));
      await expectEnded(context, (await start(context, id)).id);
      await expectRunning(context, before.id);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "change-unknown",
    "A process that there is not cannot be changed, nor comes to be",
    async (context) => {
      const id = `${context.mark}-none`;
      expectRefused(await change(context, id, describeProcess(context)), ...ABSENT);
      expectRefused(await readProcess(context, id), ...ABSENT);
      await expectListed(context, 0);
    },
  ),
  negative("change-malformed", "A change that is none is refused, and changes nothing", async (context) => {
    const definition = describeProcess(context);
    const id = await addProcess(context, definition);
    await refuseBrokenBodies(context, { method: "PUT", path: processPath(id) }, definition);
    for (const wrong of [{ type: "Secret" }, { name: ["a", "list"] }])
      expectRefused(await change(context, id, { ...definition, ...wrong }), ...INVALID);
    await expectProcess(context, id, definition);
  }),
]);

/** Deleting a process. */
export const deleteChecks = checksOf("deleteProcess", workflowApi("DELETE /processes/{processId}"), [
  positive("delete-process", "A process that was deleted is gone, and others stay", async (context) => {
    const definition = describeProcess(context);
    const [id, other] = [
      await addProcess(context, definition),
      await addProcess(context, { ...definition, version: "2" }),
    ];
    const answer = await remove(context, id);
    expectStatus(answer, 200);
    expectNoBodyOrJson(answer);
    expectRefused(await readProcess(context, id), ...ABSENT);
    await expectListed(context, 1);
    await expectProcess(context, other, { ...definition, version: "2" });
  }),
  positive("delete-start", "Of a process that was deleted nothing is started", async (context) => {
    const id = await addProcess(context, describeProcess(context));
    expectStatus(await remove(context, id), 200);
    const json = { processStartedBy: context.mark, InstanceValues: [] };
    expectRefused(await askStart(context, id, json), ...ABSENT, 409);
  }),
  negative(
    "delete-unknown",
    "A process that there never was cannot be deleted, and others stay",
    async (context) => {
      const definition = describeProcess(context);
      const id = await addProcess(context, definition);
      expectRefused(await remove(context, `${context.mark}-none`), ...ABSENT);
      await expectProcess(context, id, definition);
    },
    { level: "RECOMMENDED" },
  ),
]);
