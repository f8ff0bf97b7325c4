import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import type { WorkflowSink } from "./workflow-sink.ts";
import type { World, Write } from "./world.ts";

const END_LIMIT = 30_000;
const HEAD = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:kills">`;
const bpmn = (content: string) => [
  { code: "bpmn", value: `${HEAD}<process id="p">${content}</process></definitions>` },
];
const flow = (from: string, to: string) =>
  `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"/>`;

const LOOK = `<startEvent id="s"/><userTask id="look"/><endEvent id="e"/>${flow("s", "look")}${flow("look", "e")}`;
const calling = (url: string) =>
  `<startEvent id="s"/><intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT0.05S</timeDuration></timerEventDefinition></intermediateCatchEvent><serviceTask id="ask" implementation="${url}"/><endEvent id="e"/>${flow("s", "w")}${flow("w", "ask")}${flow("ask", "e")}`;

const WAITS = "waits:1:0";
const CALLS = "calls:1:0";

interface Instance {
  readonly id: number;
  readonly state: string;
}

/** What the clients know beside the journal. */
interface Known {
  /** Instances that wait for a person, to be stopped, by the turn in which they were started. */
  readonly waiting: Map<string, string>;
  /** Instances that go to their end by themselves. */
  readonly calling: Map<string, string>;
  /** Open tasks and their instances, as they were seen after the last restart. */
  readonly tasks: { readonly id: string; readonly instanceId: string }[];
}

/** Eight clients that add processes, start instances, complete tasks and stop; service tasks call the sink. */
export function createWorkflowWorld(sink: WorkflowSink): World {
  const journal = new Journal();
  const known: Known = { waiting: new Map(), calling: new Map(), tasks: [] };
  let turn = 0;
  const definition = (name: string, content: string) => ({
    ...{ id: `${name}:1:0`, name, type: "Private", version: "1", processBody: bpmn(content) },
  });
  return {
    block: "workflow",
    seed: { processes: [definition("waits", LOOK), definition("calls", calling(sink.url))] },
    file: "workflow.sqlite",
    journal,
    nextWrite: (_, random) => {
      turn += 1;
      return nextWrite(known, turn, random);
    },
    inspect: async (caller) => {
      const complaints = await untilEnded(caller, known, sink);
      const instances = await readInstances(caller);
      const state = new Map<string, string>();
      for (const [key, id] of [...known.waiting, ...known.calling]) {
        const found = instances.get(id);
        if (found === undefined) continue;
        state.set(key, id);
        if (known.waiting.has(key) && found !== "running") state.set(`end/${id}`, found);
      }
      const { body } = await caller.expect({ method: "GET", path: "/processes" }, 200);
      for (const { id, processDefinition } of body)
        if (processDefinition.version === "2") state.set(`process/${processDefinition.name}`, id);
      const tasks = await caller.expect({ method: "GET", path: "/tasks" }, 200);
      known.tasks.splice(0, known.tasks.length, ...tasks.body);
      complaints.push(...judgeTasks(instances, known.tasks));
      return { state, complaints };
    },
  };
}

function nextWrite(known: Known, turn: number, random: Random): Write {
  const chance = random.next();
  if (chance < 0.2) return add(turn);
  if (chance < 0.45) return start(CALLS, `calls/${turn}`, known.calling);
  if (chance < 0.65) {
    const task = known.tasks.pop();
    if (task !== undefined && [...known.waiting.values()].includes(task.instanceId)) return complete(task);
  }
  if (chance < 0.75) {
    const seen = new Set(known.tasks.map(({ instanceId }) => instanceId));
    const task = known.tasks.shift();
    if (
      task !== undefined &&
      seen.has(task.instanceId) &&
      [...known.waiting.values()].includes(task.instanceId)
    )
      return stop(task.instanceId);
  }
  return start(WAITS, `waits/${turn}`, known.waiting);
}

function add(turn: number): Write {
  const body = { name: `p${turn}`, type: "Public", version: "2", processBody: bpmn(LOOK) };
  return {
    ...{ key: `process/p${turn}`, method: "POST", path: "/processes", body, after: "any", status: 201 },
    stored: (answer) => String((answer as { id: string }).id),
  };
}

function start(process: string, key: string, into: Map<string, string>): Write {
  const body = { processStartedBy: "client", InstanceValues: [{ code: "turn", value: key }] };
  return {
    ...{ key, method: "POST", path: `/processes/${process}/start`, body, after: "any", status: 201 },
    stored: (answer) => {
      const { id } = answer as { id: string };
      into.set(key, id);
      return id;
    },
  };
}

function complete({ id, instanceId }: Known["tasks"][number]): Write {
  const body = { completedBy: "client", values: [] };
  const path = `/tasks/${id}/complete`;
  return { key: `end/${instanceId}`, method: "POST", path, body, after: "completed", status: 200 };
}

function stop(instanceId: string): Write {
  const path = `/instances/${instanceId}/stop`;
  return { key: `end/${instanceId}`, method: "POST", path, after: "stopped", status: 201 };
}

async function readInstances(caller: Caller): Promise<Map<string, string>> {
  const { body } = await caller.expect({ method: "GET", path: "/instances/" }, 200);
  return new Map((body as Instance[]).map(({ id, state }) => [String(id), state]));
}

/** Waits until what goes to its end by itself is there, and says what is not, or was called as two. */
async function untilEnded(caller: Caller, { calling }: Known, sink: WorkflowSink): Promise<string[]> {
  const end = Date.now() + END_LIMIT;
  for (;;) {
    const instances = await readInstances(caller);
    const missing = [...calling].filter(([, id]) => instances.get(id) !== "completed");
    if (missing.length === 0 || Date.now() > end) {
      const strange = [...calling].filter(([, id]) => sink.taken.get(id)?.size !== 1);
      return [
        ...missing.map(([key, id]) => `${key}: the instance ${id} has not come to its end`),
        ...strange.map(([key, id]) => `${key}: ${id} was called with ${sink.taken.get(id)?.size ?? 0} keys`),
      ];
    }
    await pause(50);
  }
}

/** Every running instance that waits for a person has one open task, and no other has any. */
function judgeTasks(instances: ReadonlyMap<string, string>, tasks: Known["tasks"]): string[] {
  const open = tasks.map(({ instanceId }) => instanceId);
  const doubled = open.filter((id, index) => open.indexOf(id) !== index);
  const running = [...instances].filter(([, state]) => state === "running").map(([id]) => id);
  const waiting = new Set(open);
  return [
    ...doubled.map((id) => `the instance ${id} has two open tasks`),
    ...open.filter((id) => instances.get(id) !== "running").map((id) => `${id} has ended with an open task`),
    ...running.filter((id) => !waiting.has(id)).map((id) => `${id} runs and waits for nobody`),
  ];
}
