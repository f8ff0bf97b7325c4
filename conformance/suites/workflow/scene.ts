import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { bpmn, WAITING } from "./bpmn.ts";
import { wrapBpmn } from "./fixtures.ts";

/** The file of the API, and a path in it, as a check's section names them. */
export const workflowApi = (path: string): string => `swagger.yaml, ${path}`;

/** The statuses with which what is wrong with a request may be refused (docs/adr/0016). */
export const INVALID = [400, 405, 409, 415, 422] as const;
/** Those for what is not there. */
export const ABSENT = [400, 404, 410] as const;

const text = z.string().min(1);

/** A process as it is answered. */
const process = z.looseObject({ id: text, processDefinition: z.looseObject({}) });
/** What a check says of a process. */
export type Definition = Readonly<Record<string, unknown>>;

/** The definition of a process of this check, which waits for a person unless told otherwise; `changes` go over it. */
export function describeProcess(context: CheckContext, content = WAITING, changes: object = {}): Definition {
  return {
    name: `Review ${context.mark}`,
    type: "Private",
    version: "1",
    isExecutable: true,
    isClosed: false,
    description: `Process of the check ${context.mark}. ಅಶ್ವಿನಿ`,
    processBody: wrapBpmn(context, bpmn(context.mark, content)),
    ...changes,
  };
}

/** The path of a process. */
export const processPath = (processId: string, below = ""): string =>
  `/processes/${encodeURIComponent(processId)}${below}`;
/** Adds a process, and takes it away after the check. */
export async function addProcess(context: CheckContext, definition: Definition): Promise<string> {
  const answer = await context.http.send({ method: "POST", path: "/processes", json: definition });
  expectStatus(answer, 201);
  const added = expectShape(answer, process);
  context.cleanUp(async () => {
    await context.http.send({ method: "DELETE", path: processPath(added.id) });
  });
  expectDefinition(added.processDefinition, definition, answer);
  return added.id;
}

/** Reads a process. */
export async function readProcess(context: CheckContext, processId: string): Promise<Exchange> {
  return context.http.send({ path: processPath(processId) });
}

/** The process is there, with this definition. */
export async function expectProcess(
  context: CheckContext,
  processId: string,
  definition: Definition,
): Promise<void> {
  const answer = await readProcess(context, processId);
  expectStatus(answer, 200);
  const found = expectShape(answer, process);
  expectEqual(found.id, processId, "the id of the process", answer);
  expectDefinition(found.processDefinition, definition, answer);
}

function expectDefinition(answered: unknown, definition: Definition, answer: Exchange): void {
  expectMatches(answered, definition, "the definition", answer);
}

/** The processes in the list, by their ids. */
export async function listProcesses(
  context: CheckContext,
): Promise<{ readonly answer: Exchange; readonly found: ReadonlyMap<string, Definition> }> {
  const answer = await context.http.send({ path: "/processes" });
  expectStatus(answer, 200, 404);
  if (answer.status === 404) return { answer, found: new Map() };
  const list = expectShape(answer, z.array(process));
  expectEqual(new Set(list.map((one) => one.id)).size, list.length, "the number of different ids", answer);
  return { answer, found: new Map(list.map((one) => [one.id, one.processDefinition])) };
}

/** The number of processes of this check in the list. */
export async function expectListed(context: CheckContext, count: number): Promise<void> {
  const { answer, found } = await listProcesses(context);
  const own = [...found.values()].filter(({ name }) => String(name).includes(context.mark));
  expectEqual(own.length, count, "the number of processes of this check in the list", answer);
}
