import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectNoLeak, expectRefused, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { refuseBrokenBodies } from "./body-refusals.ts";
import { bpmn, ENDING } from "./bpmn.ts";
import { wrapBpmn } from "./fixtures.ts";
import {
  ABSENT,
  addProcess,
  describeProcess,
  expectListed,
  expectProcess,
  INVALID,
  listProcesses,
  readProcess,
  workflowApi,
} from "./scene.ts";

const ADD = { method: "POST", path: "/processes" } as const;

/** What a definition must have. */
const REQUIRED_FIELDS = ["name", "type", "version"] as const;

/** A definition is refused, and there is no process of it. */
async function expectNotAdded(context: CheckContext, json: unknown): Promise<void> {
  expectRefused(await context.http.send({ ...ADD, json }), ...INVALID);
}

/** Seeing which processes there are. */
export const listChecks = checksOf("getProcessList", workflowApi("GET /processes"), [
  positive(
    "list-processes",
    "The processes can be listed, each with an id of its own",
    async (context) => {
      const { answer, found } = await listProcesses(context);
      for (const id of found.keys()) expectTrue(id.trim() !== "", "a process has no id", answer);
    },
    { effect: "read" },
  ),
  positive("list-added", "A process that was added is in the list, with what it is", async (context) => {
    const [first, second] = ["1", "2"].map((version) => describeProcess(context, ENDING, { version }));
    for (const definition of [first, second]) {
      const id = await addProcess(context, definition ?? {});
      const { answer, found } = await listProcesses(context);
      const { name, type, version } = definition ?? {};
      const listed = found.get(id);
      expectMatches(listed, { name, type, version }, "the process in the list", answer);
      // The list has basic information; what more it has is true.
      const more = Object.entries(definition ?? {}).filter(([key]) => listed?.[key] !== undefined);
      expectMatches(listed, Object.fromEntries(more), "the process in the list", answer);
    }
    await expectListed(context, 2);
  }),
  negative("list-refused", "A process that was refused is not in the list", async (context) => {
    await expectNotAdded(context, describeProcess(context, ENDING, { version: undefined }));
    await expectListed(context, 0);
  }),
]);

/** Adding a process. */
export const addChecks = checksOf("addProcess", workflowApi("POST /processes"), [
  positive("add-process", "A process is added, and is there as it was given", async (context) => {
    const definition = describeProcess(context);
    await expectProcess(context, await addProcess(context, definition), definition);
  }),
  positive("add-types", "Each type of process is kept", async (context) => {
    for (const type of ["None", "Private", "Public"]) {
      const definition = describeProcess(context, ENDING, { type, version: type });
      await expectProcess(context, await addProcess(context, definition), definition);
    }
  }),
  positive(
    "add-versions",
    "Two versions of a process are two processes, each as it was given",
    async (context) => {
      const definitions = ["1", "2"].map((version) =>
        describeProcess(context, ENDING, { version, description: `Version ${version}` }),
      );
      const ids: string[] = [];
      for (const definition of definitions) ids.push(await addProcess(context, definition));
      expectEqual(new Set(ids).size, 2, "the number of different ids");
      for (const [index, definition] of definitions.entries())
        await expectProcess(context, ids[index] ?? "", definition);
    },
  ),
  positive(
    "add-again",
    "A process that is added twice, as after a broken connection, is one process",
    async (context) => {
      const definition = describeProcess(context);
      const [first, again] = [await addProcess(context, definition), await addProcess(context, definition)];
      expectEqual(again, first, "the id of the process that was added again");
      await expectListed(context, 1);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "add-without-body",
    "A call without a readable body is refused, and nothing is added",
    async (context) => {
      await refuseBrokenBodies(context, ADD, describeProcess(context));
      await expectListed(context, 0);
    },
  ),
  negative(
    "add-without-field",
    "A definition without name, type or version is refused, and nothing is added",
    async (context) => {
      for (const field of REQUIRED_FIELDS)
        await expectNotAdded(context, describeProcess(context, ENDING, { [field]: undefined }));
      await expectListed(context, 0);
    },
  ),
  negative(
    "add-strange-type",
    "A type that there is not is refused, and nothing is added",
    async (context) => {
      await expectNotAdded(context, describeProcess(context, ENDING, { type: "Secret" }));
      await expectNotAdded(context, describeProcess(context, ENDING, { name: { not: "a text" } }));
      await expectListed(context, 0);
    },
  ),
  negative(
    "add-broken-bpmn",
    "BPMN that is cut off or leads nowhere is refused, and nothing is added",
    async (context) => {
      const whole = bpmn(context.mark, ENDING);
      const broken = [whole.slice(0, -20), whole.replace('targetRef="end"', 'targetRef="nowhere"')];
      for (const text of broken)
        await expectNotAdded(context, describeProcess(context, "", { processBody: wrapBpmn(context, text) }));
      await expectListed(context, 0);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "add-entities",
    "XML that reads files or grows by entities of its own is refused, and nothing is added",
    async (context) => {
      const grow = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">';
      for (const entities of ['<!ENTITY c SYSTEM "file:///etc/passwd">', grow]) {
        const content = `<bpmn:documentation>&c;</bpmn:documentation>${ENDING}`;
        const doctype = `<!DOCTYPE definitions [${entities}]>`;
        const text = bpmn(context.mark, content).replace("?>", `?>${doctype}`);
        const json = describeProcess(context, "", { processBody: wrapBpmn(context, text) });
        const answer = await context.http.send({ ...ADD, json });
        expectRefused(answer, ...INVALID);
        expectNoLeak(answer, ["root:x:0"]);
      }
      await expectListed(context, 0);
    },
    { level: "RECOMMENDED" },
  ),
]);

/** Looking at a process. */
export const getChecks = checksOf("getProcess", workflowApi("GET /processes/{processId}"), [
  positive("get-process", "A process can be looked at, with its BPMN as it was given", async (context) => {
    const definition = describeProcess(context);
    const id = await addProcess(context, definition);
    await expectProcess(context, id, definition);
    await expectProcess(context, id, definition);
  }),
  negative(
    "get-unknown",
    "A process that there is not cannot be looked at",
    async (context) => {
      expectRefused(await readProcess(context, `${context.mark}-none`), ...ABSENT);
      expectRefused(await readProcess(context, "bf20fe53-5548-11ed-9dd4-0242ac150002"), ...ABSENT);
    },
    { effect: "read" },
  ),
  negative("get-other", "An id that is only nearly one shows no process", async (context) => {
    const id = await addProcess(context, describeProcess(context));
    for (const other of [`${id}x`, id.slice(0, -1), id.toUpperCase()])
      expectRefused(await readProcess(context, other), ...ABSENT);
  }),
]);
