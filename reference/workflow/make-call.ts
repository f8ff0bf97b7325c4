import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Outbound } from "../outbound.ts";
import { recordCall } from "./audit.ts";
import { callService, type ServiceAnswer, type ServiceCall } from "./call-service.ts";
import { type DueCall, deferCall, removeCall } from "./calls.ts";
import { evaluate } from "./evaluate.ts";
import { goOn } from "./go-on.ts";
import { findInstance, type StoredInstance } from "./instances.ts";
import type { PlannedCall } from "./planned-call.ts";
import { fillJson, fillText } from "./template.ts";
import { type Values, writeValues } from "./values.ts";
import type { Workflow } from "./workflow.ts";

const LONGEST_PAUSE_MS = 15 * 60_000;
const HOUR = 3_600_000;
/** What may be answered otherwise when it is asked again. */
const PASSING = new Set([408, 425, 429]);

/** Makes a call that is due, and lets its instance go on with the answer; or writes down when it is made again. */
export async function makeCall(
  workflow: Workflow,
  outbound: Outbound,
  due: DueCall,
  stop: AbortSignal,
): Promise<void> {
  const instance = workflow.store.read((db) => findInstance(db, due.instance));
  if (instance === undefined) return;
  const planned = workflow.planOfRevision(instance.process, instance.revision).tasks.get(due.activity)?.call;
  if (planned === undefined) throw new Error(`${due.activity} makes no call`);
  const call = writeCall(workflow, instance, planned, due);
  const answer = call && (await callService(outbound, call, stop));
  // An attempt that the end of the server broke off is not the service's failure.
  if (stop.aborted && answer === undefined) return;
  if (answer !== undefined && answer.status >= 200 && answer.status < 300)
    return settle(workflow, due, String(answer.status), valuesOf(planned, instance.values, answer));
  const isPassing = answer === undefined || answer.status >= 500 || PASSING.has(answer.status);
  const isOld = Date.now() - due.since >= workflow.settings.giveUpAfterHours * HOUR;
  const code = String(answer?.status ?? "unreachable");
  if (call === undefined || !isPassing || isOld) return settle(workflow, due, code);
  await workflow.store.write((db) => {
    deferCall(db, due, Date.now() + pauseAfter(due.attempts, workflow.settings.retryBaseMs));
    recordCall(db, due, code);
  });
}

/** Lets the instance go on: with what it has learned, or without, where the call has failed. */
async function settle(workflow: Workflow, due: DueCall, code: string, values?: Values): Promise<void> {
  const { activity, execution, instance } = due;
  const error = {
    code,
    message: code === "unreachable" ? "it could not be called" : `it was answered ${code}`,
  };
  const signal = { activity, execution, ...(values === undefined ? { error } : {}) };
  const write = (db: Parameters<typeof removeCall>[0]) => {
    removeCall(db, due);
    recordCall(db, due, code);
  };
  const isTaken = await workflow.turns.take(instance, () =>
    goOn(workflow, instance, { signal, values: values ?? {}, write }),
  );
  // The instance has gone another way meanwhile; it may have withdrawn the call already.
  if (!isTaken) await workflow.store.write(write);
}

/** What goes over the wire; undefined where the mediator is not known or the target none. */
function writeCall(
  { config }: Workflow,
  instance: StoredInstance,
  planned: PlannedCall,
  { activity, execution }: DueCall,
): ServiceCall | undefined {
  const target = fillText(planned.target, instance.values, encodeURIComponent);
  const url = urlOf(target, config.mediator);
  if (url === undefined) return undefined;
  const client = formatIdentifier(config.identifier);
  const body = bodyOf(planned, instance, activity);
  return {
    url,
    method: planned.method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      "idempotency-key": `${instance.id}-${execution}`,
      "x-correlation-id": instance.correlationId,
      ...(target.startsWith("/")
        ? { "information-mediator-client": client, "x-govstack-client": client }
        : {}),
    },
  };
}

/** A value may not lead anywhere else than the definition does: no `..` of it goes up. */
function urlOf(target: string, mediator: string | undefined): URL | undefined {
  if (/\/\.{1,2}(?:\/|\?|$)/.test(target.replace(/%2e/gi, "."))) return undefined;
  if (!target.startsWith("/")) return URL.canParse(target) ? new URL(target) : undefined;
  return mediator === undefined ? undefined : new URL(`${mediator.replace(/\/$/, "")}${target}`);
}

function bodyOf({ method, body }: PlannedCall, instance: StoredInstance, activity: string): unknown {
  if (body !== undefined) return fillJson(body, instance.values);
  if (method === "GET" || method === "DELETE") return undefined;
  const { id, process, values } = instance;
  return { instanceId: String(id), processRef: process, activity, values: writeValues(values) };
}

function valuesOf({ responses }: PlannedCall, values: Values, { status, json }: ServiceAnswer): Values {
  const scope = { ...values, answer: json ?? null, status };
  return Object.fromEntries(
    responses.map(({ variable, value }) => [variable, evaluate(value, scope) ?? null]),
  );
}

function pauseAfter(attempts: number, baseMs: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, baseMs * 2 ** Math.min(attempts, 30));
  return Math.round(full * (0.5 + Math.random() / 2));
}
