import type { Caller } from "../kills/call.ts";
import type { Target } from "./target.ts";

const HEAD = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stack="urn:country-stack:workflow" id="d" targetNamespace="urn:malformed">`;
const bpmn = (content: string) => `${HEAD}<process id="p">${content}</process></definitions>`;
const LOOK = `<startEvent id="s"/><userTask id="look"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="look"/><sequenceFlow id="g" sourceRef="look" targetRef="e"/>`;
const CHOOSE = `<startEvent id="s"/><exclusiveGateway id="x" default="h"/><endEvent id="e"/><task id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/><sequenceFlow id="g" sourceRef="x" targetRef="t"><conditionExpression>\${amount &gt; 1}</conditionExpression></sequenceFlow><sequenceFlow id="h" sourceRef="x" targetRef="e"/><sequenceFlow id="i" sourceRef="t" targetRef="x"/>`;
const CALL = `<startEvent id="s"/><serviceTask id="t" implementation="http://127.0.0.1:9/\${amount}"><extensionElements><stack:request>{"a":"\${amount}"}</stack:request></extensionElements></serviceTask><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/>`;
const BOMB = `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${bpmn(LOOK)}`;
const PROCESS = "look:1:0";

const definition = (id: string, content: string) => ({
  ...{ id, name: id, type: "Private", version: "1", processBody: bpmn(content) },
});

/** Processes that wait, choose and call, with instances; ids of instances and tasks are read as they come to be. */
export function createWorkflowTarget(): Target {
  const instances: string[] = ["1"];
  const tasks: string[] = ["none"];
  return {
    block: "workflow",
    seed: {
      processes: [definition(PROCESS, LOOK), definition("choose:1:0", CHOOSE), definition("call:1:0", CALL)],
      instances: [{ process: PROCESS, processStartedBy: "seed" }],
    },
    beyond: [],
    allowed: [],
    words: () => ({
      processId: [PROCESS, PROCESS, "choose:1:0", "call:1:0", "none"],
      instanceId: instances,
      taskId: tasks,
      name: ["Look", "look:1:0", "漢"],
      type: ["None", "Private", "Public", "Secret"],
      version: ["1", "2", 3],
      isExecutable: [true, false],
      processBody: [
        bpmn(LOOK),
        bpmn(CHOOSE),
        bpmn(CALL),
        BOMB,
        bpmn(LOOK).slice(0, -20),
        [{ code: "bpmn", value: bpmn(LOOK) }],
        [{ code: "bpmn", value: "<".repeat(5000) }],
        [{ code: "bpmn", value: `${"<a>".repeat(5000)}` }],
      ],
      bpmn: [bpmn(LOOK), BOMB],
      processStartedBy: ["officer-1"],
      completedBy: ["officer-2"],
      InstanceValues: [[{ code: "amount", value: "7" }], [{ amount: 7 }], [], "amount"],
      values: [[{ code: "amount", value: "7" }]],
      code: ["amount", "__proto__", "constructor"],
      value: ["7", "x", 7],
      "Idempotency-Key": ["k1", "k2"],
    }),
    restore: async (caller) => {
      const { body } = await caller.send({ method: "GET", path: "/processes" });
      const isThere = (body as { id: string }[]).some(({ id }) => id === PROCESS);
      // A seeded process that was deleted does not come back; what is started then is of another one.
      const id = isThere ? PROCESS : await addAgain(caller);
      const started = await caller.send({
        ...{ method: "POST", path: `/processes/${id}/start`, body: { processStartedBy: "restore" } },
      });
      instances.unshift(String(started.body.id));
      instances.splice(5);
      const open = await caller.send({ method: "GET", path: "/tasks" });
      tasks.splice(
        0,
        tasks.length,
        ...(open.body as { id: string }[]).slice(-3).map((one) => one.id),
        "none",
      );
    },
    check: async (caller) => {
      const id = await addAgain(caller);
      const body = { processStartedBy: "check" };
      await caller.expect({ method: "POST", path: `/processes/${id}/start`, body }, 201);
      await caller.expect({ method: "GET", path: "/instances/" }, 200);
    },
  };
}

/** A process that waits, by a name of its own. */
async function addAgain(caller: Caller): Promise<string> {
  const { id: _, ...rest } = definition("again", LOOK);
  const body = { ...rest, name: `again ${Date.now()} ${Math.random()}` };
  const added = await caller.expect({ method: "POST", path: "/processes", body }, 201);
  return String(added.body.id);
}
