import { BPMN, EVENT_DEFINITIONS } from "./bpmn-words.ts";
import type { Compiling } from "./compile-scope.ts";
import { parseCondition } from "./condition.ts";
import { localName, parsed } from "./planned-call.ts";
import { ProcessTrouble } from "./trouble.ts";
import { escapeXml, writeElement } from "./write-xml.ts";
import type { XmlElement } from "./xml.ts";

const DURATION =
  /^P(?=[\dT])(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,6}M)?(?:\d{1,8}(?:\.\d{1,3})?S)?)?$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const CODE = /^[\w.-]{1,100}$/;

/** Whether a text is a time as timers of this kind have it: ISO 8601, a date with its zone. */
export function isTime(kind: string, text: string): boolean {
  return kind === "timeDate" ? DATE.test(text) && !Number.isNaN(Date.parse(text)) : DURATION.test(text);
}

type EventContext = Pick<Compiling, "errors" | "expressions" | "failures" | "caught">;

/** The error that a definition names; undefined: any. */
export function errorRefOf(attributes: ReadonlyMap<string, string>): string | undefined {
  const reference = attributes.get("errorRef");
  return reference === undefined ? undefined : localName(reference);
}

/** Writes what an event is about, for the engine. */
export function compileEvents(node: XmlElement, compiling: EventContext): string[] {
  const own = node.children.filter(({ name }) => name.endsWith("EventDefinition"));
  const [definition, second] = own;
  if (second !== undefined) throw new ProcessTrouble(second.line, "an event is about one thing here");
  const known = EVENT_DEFINITIONS[node.name] ?? [];
  if (definition === undefined) {
    if (node.name === "intermediateCatchEvent" || node.name === "boundaryEvent")
      throw new ProcessTrouble(node.line, `a ${node.name} needs what it waits for`);
    return [];
  }
  if (definition.namespace !== BPMN || !known.includes(definition.name))
    throw new ProcessTrouble(definition.line, `${definition.name} is not executed here`);
  if (definition.name === "timerEventDefinition") return [compileTimer(definition, node, compiling)];
  if (definition.name === "terminateEventDefinition") return [writeElement(definition.name, {}, [])];
  return [compileError(definition, node, compiling)];
}

function compileTimer(
  definition: XmlElement,
  node: XmlElement,
  { expressions }: Pick<Compiling, "expressions">,
): string {
  const times = definition.children.filter(
    ({ namespace, name }) => namespace === BPMN && name.startsWith("time"),
  );
  const [time, second] = times;
  if (time === undefined || second !== undefined)
    throw new ProcessTrouble(definition.line, "a timer has a timeDuration or a timeDate");
  const { name, line } = time;
  if (name !== "timeDuration" && name !== "timeDate")
    throw new ProcessTrouble(line, `${name} is not executed here`);
  const text = time.text.trim();
  const expression = /^\$\{(.*)\}$/s.exec(text)?.[1];
  if (expression === undefined) {
    if (!isTime(name, text))
      throw new ProcessTrouble(line, `this is no ${name} of ISO 8601 that is taken here`);
    return writeTimer(name, text);
  }
  const key = `time of ${node.attributes.get("id")}`;
  expressions.set(
    key,
    parsed(line, () => parseCondition(expression)),
  );
  return writeTimer(name, key);
}

function writeTimer(name: string, text: string): string {
  return writeElement("timerEventDefinition", {}, [writeElement(name, {}, [escapeXml(text)])]);
}

function compileError(
  { attributes, line }: XmlElement,
  node: XmlElement,
  { errors, failures, caught }: EventContext,
): string {
  const errorRef = errorRefOf(attributes);
  if (errorRef !== undefined && !errors.has(errorRef))
    throw new ProcessTrouble(line, `there is no error ${errorRef}`);
  const code = errorRef === undefined ? undefined : errors.get(errorRef);
  if (code !== undefined && !CODE.test(code))
    throw new ProcessTrouble(line, "the code of an error has letters, digits, . _ and -");
  if (node.name === "boundaryEvent" && node.attributes.get("cancelActivity") === "false")
    throw new ProcessTrouble(line, "an error always ends what it comes from");
  const isCaught = caught.some((one) => one === undefined || one === errorRef);
  if (node.name === "endEvent" && !isCaught) failures.add(node.attributes.get("id") ?? "");
  return writeElement("errorEventDefinition", { errorRef }, []);
}
