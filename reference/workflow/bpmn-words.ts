/** The namespace of BPMN 2.0's model. */
export const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/** The namespace of what we add to service tasks (docs/adr/0016). */
export const STACK = "urn:country-stack:workflow";

/** What the engine is told for each element that is executed here. People's and services' tasks wait alike. */
export const NODES: Readonly<Record<string, string>> = {
  startEvent: "startEvent",
  endEvent: "endEvent",
  intermediateCatchEvent: "intermediateCatchEvent",
  boundaryEvent: "boundaryEvent",
  task: "task",
  manualTask: "task",
  userTask: "userTask",
  serviceTask: "userTask",
  sendTask: "userTask",
  exclusiveGateway: "exclusiveGateway",
  parallelGateway: "parallelGateway",
  inclusiveGateway: "inclusiveGateway",
  subProcess: "subProcess",
};

/** What boundary events can be attached to. */
export const ACTIVITIES: ReadonlySet<string> = new Set([
  "task",
  "manualTask",
  "userTask",
  "serviceTask",
  "sendTask",
  "subProcess",
]);

/** The events that each element may be about. */
export const EVENT_DEFINITIONS: Readonly<Record<string, readonly string[]>> = {
  endEvent: ["errorEventDefinition", "terminateEventDefinition"],
  intermediateCatchEvent: ["timerEventDefinition"],
  boundaryEvent: ["timerEventDefinition", "errorEventDefinition"],
};

/** Elements of BPMN inside of others that are for people, and change nothing of what is executed. */
export const PASSED_OVER: ReadonlySet<string> = new Set([
  "documentation",
  "extensionElements",
  "incoming",
  "outgoing",
  "laneSet",
  "dataObject",
  "dataObjectReference",
  "dataStoreReference",
  "textAnnotation",
  "association",
  "group",
  "ioSpecification",
  "property",
  "dataInputAssociation",
  "dataOutputAssociation",
  "resourceRole",
  "performer",
  "humanPerformer",
  "potentialOwner",
  "rendering",
  "auditing",
  "monitoring",
]);
