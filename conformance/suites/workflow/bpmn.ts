const MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/** BPMN 2.0 of a process with this content; `mark` makes its id one of its own. */
export function bpmn(mark: string, content: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<bpmn:definitions xmlns:bpmn="${MODEL}" id="definitions" targetNamespace="urn:country-stack:checks">`,
    `<bpmn:process id="${mark}" isExecutable="true">${content}</bpmn:process>`,
    "</bpmn:definitions>",
  ].join("\n");
}

/** An element of the model; `inner` is written as it is. */
function element(name: string, attributes: Readonly<Record<string, string>>, inner = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<bpmn:${name}${written.join("")}>${inner}</bpmn:${name}>`;
}

/** A flow between two elements, with a condition where there is one. */
function flow(sourceRef: string, targetRef: string, condition?: string): string {
  const inner =
    condition === undefined
      ? ""
      : `<bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>`;
  return element("sequenceFlow", { id: `${sourceRef}-${targetRef}`, sourceRef, targetRef }, inner);
}

const START = element("startEvent", { id: "start" });
const END = element("endEvent", { id: "end" });

/** Waits for a person, and then ends. */
export const WAITING = [
  START,
  element("userTask", { id: "look", name: "Look at the application" }),
  END,
  flow("start", "look"),
  flow("look", "end"),
].join("");

/** Ends at once. */
export const ENDING = [START, END, flow("start", "end")].join("");

/** Waits for a person where the amount is above 100, and else ends. */
export const CHOOSING = [
  START,
  element("exclusiveGateway", { id: "choice", default: "choice-end" }),
  element("userTask", { id: "look", name: "Look at the amount" }),
  END,
  flow("start", "choice"),
  flow("choice", "look", "${amount &gt; 100}"),
  flow("choice", "end"),
  flow("look", "end"),
].join("");

/** Waits for two persons at the same time, and then ends. */
export const FORKING = [
  START,
  element("parallelGateway", { id: "fork" }),
  element("userTask", { id: "first", name: "Look at the person" }),
  element("userTask", { id: "second", name: "Look at the household" }),
  element("parallelGateway", { id: "join" }),
  END,
  flow("start", "fork"),
  flow("fork", "first"),
  flow("fork", "second"),
  flow("first", "join"),
  flow("second", "join"),
  flow("join", "end"),
].join("");

/** Ends after that long, in ISO 8601. */
export function waitingFor(duration: string): string {
  const timer = element("timerEventDefinition", { id: "timer" }, element("timeDuration", {}, duration));
  return [
    START,
    element("intermediateCatchEvent", { id: "wait" }, timer),
    END,
    flow("start", "wait"),
    flow("wait", "end"),
  ].join("");
}

/** Calls a service, and then ends. */
export function calling(url: string): string {
  return [
    START,
    element("serviceTask", { id: "ask", name: "Ask a service", implementation: url }),
    END,
    flow("start", "ask"),
    flow("ask", "end"),
  ].join("");
}
