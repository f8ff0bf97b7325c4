import { BPMN, STACK } from "./bpmn-words.ts";
import { type Condition, parseCondition } from "./condition.ts";
import { type JsonTemplate, parseJsonTemplate, parseText, type TextTemplate } from "./template.ts";
import { ProcessTrouble } from "./trouble.ts";
import type { XmlElement } from "./xml.ts";

/** The call that a service task makes. */
export interface PlannedCall {
  /** `/r1/…` at the mediator, or an absolute URL. */
  readonly target: TextTemplate;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absent: the values of the instance, as the specification has lists of properties. */
  readonly body?: JsonTemplate;
  /** Which variables get what of the answer. */
  readonly responses: readonly { readonly variable: string; readonly value: Condition }[];
}

/** Why a URL may not be called, a sentence; undefined where it may. */
export type JudgeTarget = (url: string) => string | undefined;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const VARIABLE = /^[A-Za-z_]\w{0,99}$/;
const MEDIATED = /^\/r1\/[^?#]+/;

/** Reads the call of a service task, whose implementation stands at itself or at the operation that it names. */
export function planCall(
  task: XmlElement,
  operations: ReadonlyMap<string, string>,
  judge: JudgeTarget,
): PlannedCall {
  const { attributes, line } = task;
  const operation = attributes.get("operationRef");
  const target = attributes.get("implementation") ?? (operation && operations.get(localName(operation)));
  if (target === undefined)
    throw new ProcessTrouble(line, "a service task needs an implementation that it calls");
  requireTarget(target, line, judge);
  const [request, ...others] = extensionsOf(task, "request");
  if (others[0] !== undefined) throw new ProcessTrouble(others[0].line, "there is a second request");
  return {
    target: parsed(line, () => parseText(target)),
    ...planRequest(request),
    responses: extensionsOf(task, "response").map(planResponse),
  };
}

/** A reference without the prefix of its namespace. */
export function localName(reference: string): string {
  return reference.slice(reference.indexOf(":") + 1);
}

function extensionsOf(task: XmlElement, name: string): readonly XmlElement[] {
  return task.children
    .filter((child) => child.namespace === BPMN && child.name === "extensionElements")
    .flatMap(({ children }) => children)
    .filter((child) => child.namespace === STACK && child.name === name);
}

function requireTarget(target: string, line: number, judge: JudgeTarget): void {
  const trouble = (message: string) => new ProcessTrouble(line, `implementation: ${message}`);
  if (/[\s\\]/.test(target)) throw trouble("a target has no spaces and no backslashes");
  if (target.startsWith("/")) {
    const path = MEDIATED.exec(target)?.[0] ?? "";
    if (path.split("/").length < 7)
      throw trouble(
        "a path at the mediator is /r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE and what follows",
      );
    if (path.split("/").some((segment) => segment === "." || segment === ".."))
      throw trouble("a path has no . and .. in it");
    return;
  }
  const origin = /^https?:\/\/[^/?#]+/i.exec(target)?.[0];
  if (origin === undefined)
    throw trouble("a target is a path at the mediator (/r1/…) or an http or https URL");
  if (/[@${}]/.test(origin) || !URL.canParse(origin))
    throw trouble("its host must stand there as it is, without user");
  const why = judge(origin);
  if (why !== undefined) throw trouble(why);
}

function planRequest(request: XmlElement | undefined): Pick<PlannedCall, "method" | "body"> {
  if (request === undefined) return { method: "POST" };
  const { attributes, text, line } = request;
  const named = attributes.get("method") ?? "POST";
  const method = METHODS.find((one) => one === named);
  if (method === undefined) throw new ProcessTrouble(line, `the method is one of ${METHODS.join(", ")}`);
  if (text.trim() === "") return { method };
  return { method, body: parsed(line, () => parseJsonTemplate(text)) };
}

function planResponse({ attributes, line }: XmlElement): PlannedCall["responses"][number] {
  const variable = attributes.get("variable") ?? "";
  if (!VARIABLE.test(variable)) throw new ProcessTrouble(line, "a response names the variable that it sets");
  return { variable, value: parsed(line, () => parseCondition(attributes.get("value") ?? "answer")) };
}

/** What `parse` gives; what it says is wrong is so in this line. */
export function parsed<T>(line: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProcessTrouble(line, error.message);
  }
}
