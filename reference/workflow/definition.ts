import { z } from "zod";
import { badRequest, Refusal } from "../refusal.ts";
import { compileProcess } from "./compile-process.ts";
import type { Plan } from "./plan.ts";
import type { JudgeTarget } from "./planned-call.ts";
import { ProcessTrouble } from "./trouble.ts";
import { PROPERTIES } from "./values.ts";

const BPMN_CODE = "bpmn";
const text = (most: number) => z.string().min(1).max(most);

const FIELDS = {
  name: text(200),
  type: z.enum(["None", "Private", "Public"]),
  version: z.union([text(50), z.number().transform(String)]),
  isExecutable: z.boolean().optional(),
  isClosed: z.boolean().optional(),
  description: z.string().max(10_000).optional(),
  processBody: z.union([z.string(), z.object({ bpmn: z.string() }), PROPERTIES]).optional(),
};

/** What POST takes; what is not in the specification is ignored. */
export const DEFINITION = z.object(FIELDS);

const CHANGES = z.object(FIELDS).partial();

/** What PUT takes: fields of a definition, or a process with one inside. */
export const CHANGED = z.union([
  z.object({ id: z.string().optional(), processDefinition: CHANGES }),
  CHANGES.extend({ processDefinition: z.undefined().optional() }),
]);

/** A definition as it is kept and answered; its body is a list of properties. */
export interface Definition {
  readonly name: string;
  readonly type: "None" | "Private" | "Public";
  readonly version: string;
  readonly isExecutable?: boolean;
  readonly isClosed?: boolean;
  readonly description?: string;
  readonly processBody?: readonly Readonly<Record<string, unknown>>[];
}

/** A definition as it is kept, of what was given: without what is absent, in the specification's order. */
export function readDefinition(given: z.output<typeof DEFINITION>): Definition {
  const { processBody, ...rest } = given;
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const body = processBody === undefined ? {} : { processBody: bodyOf(processBody) };
  return { ...(fields as unknown as Definition), ...body };
}

/** The fields of a change, and the process that it names, where it does. */
export function readChange(given: z.output<typeof CHANGED>): {
  readonly id: string | undefined;
  readonly fields: z.output<typeof CHANGES>;
} {
  if ("processDefinition" in given && given.processDefinition !== undefined)
    return { id: given.id, fields: given.processDefinition };
  const { processDefinition: _, ...fields } = given;
  return { id: undefined, fields };
}

function bodyOf(
  given: string | { readonly bpmn: string } | z.output<typeof PROPERTIES>,
): Record<string, unknown>[] {
  if (typeof given === "string") return [{ code: BPMN_CODE, value: given }];
  if (!Array.isArray(given)) return [{ code: BPMN_CODE, value: given.bpmn }];
  return given;
}

/** The BPMN of a definition; undefined where it has none. Refuses what is not one text. */
export function bpmnOf({ processBody = [] }: Definition): string | undefined {
  const [first, second] = processBody.filter(({ code }) => code === BPMN_CODE);
  if (second !== undefined) throw badRequest("processBody: there is BPMN twice");
  if (first === undefined) return undefined;
  if (typeof first["value"] !== "string") throw badRequest("processBody: BPMN is a text");
  return first["value"];
}

/** What is executed of a definition; undefined where it has no BPMN. Refuses BPMN that is not executed here. */
export function planOf(definition: Definition, judge: JudgeTarget): Plan | undefined {
  const bpmn = bpmnOf(definition);
  if (bpmn === undefined) return undefined;
  try {
    return compileProcess(bpmn, judge);
  } catch (error) {
    if (!(error instanceof ProcessTrouble)) throw error;
    throw new Refusal(422, "Client.NotExecutable", `processBody: line ${error.line}: ${error.message}`);
  }
}

/** Whether instances can be started of it. */
export function isExecutable(definition: Definition, plan: Plan | undefined): plan is Plan {
  return plan !== undefined && (definition.isExecutable ?? plan.isExecutable ?? true);
}
