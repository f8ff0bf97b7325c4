import { ACTIVITIES, BPMN, NODES, PASSED_OVER } from "./bpmn-words.ts";
import { compileEvents, errorRefOf } from "./compile-event.ts";
import { type Condition, parseCondition } from "./condition.ts";
import type { PlannedTask } from "./plan.ts";
import { type JudgeTarget, parsed, planCall } from "./planned-call.ts";
import { ProcessTrouble } from "./trouble.ts";
import { escapeXml, writeElement } from "./write-xml.ts";
import type { XmlElement } from "./xml.ts";

/** What is known of the whole while a process is compiled, and what comes of it. */
export interface Compiling {
  readonly judge: JudgeTarget;
  readonly ids: ReadonlyMap<string, XmlElement>;
  /** Implementations by the id of their operation. */
  readonly operations: ReadonlyMap<string, string>;
  /** Codes by the id of their error. */
  readonly errors: ReadonlyMap<string, string | undefined>;
  readonly tasks: Map<string, PlannedTask>;
  readonly expressions: Map<string, Condition>;
  /** Ends with an error that nothing around them catches. */
  readonly failures: Set<string>;
  /** What the sub-processes around catch: references of errors, undefined for any. */
  readonly caught: readonly (string | undefined)[];
}

/** What leads from where to where in a process or sub-process. */
interface Flow {
  readonly element: XmlElement;
  readonly from: string;
  readonly to: string;
}

/** Writes the content of a process or sub-process for the engine. */
export function compileScope(scope: XmlElement, compiling: Compiling): string[] {
  const { nodes, flows } = sortChildren(scope);
  requireStart(scope, nodes);
  for (const node of nodes.values()) requirePlace(node, nodes, flows);
  const siblings = [...nodes.values()];
  return [
    ...siblings.map((node) => compileNode(node, siblings, flows, compiling)),
    ...flows.map((flow) => compileFlow(flow, compiling)),
  ];
}

function sortChildren(scope: XmlElement): {
  readonly nodes: ReadonlyMap<string, XmlElement>;
  readonly flows: readonly Flow[];
} {
  const nodes = new Map<string, XmlElement>();
  for (const child of scope.children) {
    if (isPassedOver(child) || isFlow(child)) continue;
    if (child.namespace !== BPMN || !Object.hasOwn(NODES, child.name))
      throw new ProcessTrouble(child.line, `${child.name} is not executed here`);
    nodes.set(idOf(child), child);
  }
  const flows = scope.children.filter(isFlow).map((element) => flowOf(element, nodes));
  return { nodes, flows };
}

function isPassedOver({ namespace, name }: XmlElement): boolean {
  return namespace === BPMN && PASSED_OVER.has(name);
}

function isFlow({ namespace, name }: XmlElement): boolean {
  return namespace === BPMN && name === "sequenceFlow";
}

function idOf({ attributes, name, line }: XmlElement): string {
  const id = attributes.get("id");
  if (id === undefined) throw new ProcessTrouble(line, `a ${name} needs an id`);
  return id;
}

function flowOf(element: XmlElement, nodes: ReadonlyMap<string, XmlElement>): Flow {
  idOf(element);
  const [from, to] = ["sourceRef", "targetRef"].map((name) => {
    const end = element.attributes.get(name) ?? "";
    if (!nodes.has(end))
      throw new ProcessTrouble(
        element.line,
        `${name} leads to nothing in this process: ${JSON.stringify(end)}`,
      );
    return end;
  });
  return { element, from: from ?? "", to: to ?? "" };
}

function requireStart(scope: XmlElement, nodes: ReadonlyMap<string, XmlElement>): void {
  const starts = [...nodes.values()].filter(({ name }) => name === "startEvent");
  if (starts.length === 0) throw new ProcessTrouble(scope.line, `a ${scope.name} needs a start event`);
  if (starts[1] !== undefined)
    throw new ProcessTrouble(starts[1].line, `a ${scope.name} has one start event`);
}

/** The engine starts whatever nothing leads to; so there must be no such thing. */
function requirePlace(
  node: XmlElement,
  nodes: ReadonlyMap<string, XmlElement>,
  flows: readonly Flow[],
): void {
  const id = idOf(node);
  const isEntered = flows.some(({ to }) => to === id);
  const entersItself = node.name === "startEvent" || node.name === "boundaryEvent";
  if (isEntered === entersItself)
    throw new ProcessTrouble(node.line, `${entersItself ? "something" : "nothing"} leads to ${id}`);
  if (node.name === "endEvent" && flows.some(({ from }) => from === id))
    throw new ProcessTrouble(node.line, `something follows the end event ${id}`);
  const standard = node.attributes.get("default");
  if (standard !== undefined && !flows.some(({ element, from }) => from === id && idOf(element) === standard))
    throw new ProcessTrouble(node.line, `default names no flow out of ${id}`);
  if (node.name !== "boundaryEvent") return;
  const host = nodes.get(node.attributes.get("attachedToRef") ?? "");
  if (host === undefined || !ACTIVITIES.has(host.name))
    throw new ProcessTrouble(node.line, `${id} is attached to nothing that works`);
}

function compileNode(
  node: XmlElement,
  siblings: readonly XmlElement[],
  flows: readonly Flow[],
  compiling: Compiling,
): string {
  const { name, attributes, line } = node;
  const id = idOf(node);
  const written = {
    id,
    default: attributes.get("default"),
    attachedToRef: attributes.get("attachedToRef"),
    cancelActivity: name === "boundaryEvent" ? attributes.get("cancelActivity") : undefined,
  };
  if (name === "subProcess") {
    if (attributes.get("triggeredByEvent") === "true")
      throw new ProcessTrouble(line, "event sub-processes are not executed here");
    const caught = [...compiling.caught, ...catchersOf(id, siblings)];
    return writeElement("subProcess", written, compileScope(node, { ...compiling, caught }));
  }
  requireOwnChildren(node);
  const task = { name: attributes.get("name") ?? id };
  if (name === "userTask") compiling.tasks.set(id, task);
  if (name === "serviceTask" || name === "sendTask") {
    const call = planCall(node, compiling.operations, compiling.judge);
    compiling.tasks.set(id, { ...task, call });
  }
  if (name.endsWith("Gateway")) requireConditions(node, flows);
  const kind = isInclusiveJoin(node, flows) ? "parallelGateway" : (NODES[name] ?? name);
  return writeElement(kind, written, compileEvents(node, compiling));
}

/** What is attached to a sub-process and catches errors, by their references. */
function catchersOf(id: string, siblings: readonly XmlElement[]): (string | undefined)[] {
  return siblings
    .filter(({ name, attributes }) => name === "boundaryEvent" && attributes.get("attachedToRef") === id)
    .flatMap(({ children }) => children.filter(({ name }) => name === "errorEventDefinition"))
    .map(({ attributes }) => errorRefOf(attributes));
}

/**
 * The engine lets an inclusive gateway go on with each that comes in. Its parallel one waits for those that can still come,
 * which is what an inclusive one has to do.
 */
function isInclusiveJoin({ name, attributes, line }: XmlElement, flows: readonly Flow[]): boolean {
  const id = attributes.get("id");
  if (name !== "inclusiveGateway" || flows.filter(({ to }) => to === id).length < 2) return false;
  if (flows.filter(({ from }) => from === id).length > 1)
    throw new ProcessTrouble(
      line,
      `an inclusive gateway that joins and splits is not executed here: make two of ${id}`,
    );
  return true;
}

/** Loops, rules and the like would change what a task does. */
function requireOwnChildren(node: XmlElement): void {
  const strange = node.children.find(
    (child) => !isPassedOver(child) && !child.name.endsWith("EventDefinition"),
  );
  if (strange !== undefined) throw new ProcessTrouble(strange.line, `${strange.name} is not executed here`);
}

/** Of several ways out of a choice each has a condition, or is the default. */
function requireConditions({ name, attributes }: XmlElement, flows: readonly Flow[]): void {
  if (name === "parallelGateway") return;
  const ways = flows.filter(({ from }) => from === attributes.get("id"));
  const open = ways.find(
    ({ element }) => conditionOf(element) === undefined && idOf(element) !== attributes.get("default"),
  );
  if (ways.length > 1 && open !== undefined)
    throw new ProcessTrouble(
      open.element.line,
      `${idOf(open.element)} needs a condition, or to be the default`,
    );
}

function conditionOf({ children }: XmlElement): XmlElement | undefined {
  return children.find(({ namespace, name }) => namespace === BPMN && name === "conditionExpression");
}

function compileFlow({ element, from, to }: Flow, { expressions }: Compiling): string {
  const id = idOf(element);
  const condition = conditionOf(element);
  if (condition === undefined)
    return writeElement("sequenceFlow", { id, sourceRef: from, targetRef: to }, []);
  const { attributes, text, line } = condition;
  if (attributes.has("language"))
    throw new ProcessTrouble(line, "conditions in another language are not executed here");
  const bare = /^\$\{(.*)\}$/s.exec(text.trim())?.[1] ?? text;
  const key = `condition of ${id}`;
  expressions.set(
    key,
    parsed(line, () => parseCondition(bare)),
  );
  return writeElement("sequenceFlow", { id, sourceRef: from, targetRef: to }, [
    writeElement("conditionExpression", {}, [escapeXml(key)]),
  ]);
}
