import type { Mix, Request } from "./mixes.ts";

const PROCESS = "review:1:0";
const BPMN = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:bench">
  <process id="p">
    <startEvent id="s"/><exclusiveGateway id="x" default="small"/>
    <userTask id="look"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <sequenceFlow id="large" sourceRef="x" targetRef="look"><conditionExpression>amount &gt; 50</conditionExpression></sequenceFlow>
    <sequenceFlow id="small" sourceRef="x" targetRef="e"/>
    <sequenceFlow id="f2" sourceRef="look" targetRef="e"/>
  </process>
</definitions>`;

/** A process in which half of the instances wait for a person. */
export function workflowSeed(): unknown {
  return { processes: [{ id: PROCESS, name: "review", type: "Private", version: "1", processBody: BPMN }] };
}

const get = (path: string, next?: Request["next"]): Request => ({
  ...{ method: "GET", path, statuses: [200] },
  ...(next === undefined ? {} : { next }),
});

/** An instance is started, looked at, and where it waits, its task is done or it is stopped. */
export const askWorkflow: Mix = (random) => {
  const amount = String(random.below(100));
  const isStopped = random.chance(0.2);
  return {
    ...{ method: "POST", path: `/processes/${PROCESS}/start`, statuses: [201] },
    body: { processStartedBy: "bench", InstanceValues: [{ code: "amount", value: amount }] },
    next: (_, started) => {
      const { id, ended } = started as { id: string; ended: boolean };
      if (ended) return get(`/instances/${id}`);
      if (isStopped) return { method: "POST", path: `/instances/${id}/stop`, statuses: [201] };
      return get(`/instances/${id}/tasks`, (_status, tasks) => {
        const [task] = tasks as { id: string }[];
        const body = { completedBy: "bench", values: [] };
        return { method: "POST", path: `/tasks/${task?.id}/complete`, body, statuses: [200] };
      });
    },
  };
};
