import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../canonical-json.ts";
import { badRequest, conflict } from "../refusal.ts";
import { runSql } from "../sql.ts";
import { type Answers, checkAnswers } from "./answers.ts";
import { type Catalogue, formOf, type Service } from "./catalogue.ts";
import { putAnswers, readAnswers, type StoredFile, setStatus } from "./files.ts";
import { DECISIONS, type Decision, describeStatus, type StatusCode } from "./status.ts";
import { closeTask, openCorrection, openScreen, type StoredTask, screenOf, serviceOf } from "./tasks.ts";

const LONGEST_REMARK = 2000;

/**
 * Completes a task with what was sent, and moves its file on (docs/adr/0017). The same again is answered as the first
 * time; anything else for a completed task is refused (409), and so (400) what is no decision or does not fit the form.
 */
export function completeTask(
  db: DatabaseSync,
  catalogue: Catalogue,
  { task, file }: { readonly task: StoredTask; readonly file: StoredFile },
  data: Answers,
  at: string,
): unknown {
  const replay = createHash("sha256").update(canonicalJson(data)).digest("base64");
  if (task.completed !== null) {
    if (task.replay === replay && task.answer !== null) return JSON.parse(task.answer);
    throw conflict("the task has been completed already");
  }
  const step = { db, catalogue, service: serviceOf(catalogue, file), task, file, data, at };
  const { decision, status } = task.side === "applicant" ? correct(step) : decide(step);
  const answer = {
    taskId: task.id,
    fileId: file.id,
    serviceId: file.service,
    status: describeStatus(status),
    variables: { task: { data } },
  };
  closeTask(db, task.seq, { at, status: decision, replay, answer });
  setStatus(db, file.seq, status);
  if (status === "PENDING") openScreen(db, catalogue, file, nextScreen(task), at);
  if (status === "SENDBACK") openCorrection(db, file, task.screen, at);
  return answer;
}

interface Step {
  readonly db: DatabaseSync;
  readonly catalogue: Catalogue;
  readonly service: Service;
  readonly task: StoredTask;
  readonly file: StoredFile;
  readonly data: Answers;
  readonly at: string;
}

/** What was made of a task, and what the file is then. */
interface Outcome {
  readonly decision: StatusCode;
  readonly status: StatusCode;
}

function nextScreen({ side, screen }: StoredTask): number {
  return side === "applicant" ? screen : screen + 1;
}

/** The applicant's answers over those that were there. */
function correct({ db, service, file, data }: Step): Outcome {
  const form = formOf(service, file.form);
  const answers = { ...readAnswers(db, file.seq, file.form), ...data };
  checkAnswers(form?.fields ?? [], answers);
  if (form !== undefined) putAnswers(db, file.seq, form.definition.eFormId, answers);
  return { decision: "PENDING", status: "PENDING" };
}

function decide(step: Step): Outcome {
  const { db, service, task, file } = step;
  const { status: given, remark, ...rest } = step.data;
  const screen = screenOf(service, task.screen);
  const decision = readDecision(given, screen.whenDone);
  if (remark !== undefined && (typeof remark !== "string" || remark.length > LONGEST_REMARK))
    throw badRequest(`data.remark: must be a text of at most ${LONGEST_REMARK} characters`);
  const form = formOf(service, screen.eFormId);
  const answers = { ...readAnswers(db, file.seq, screen.eFormId), ...rest };
  // Whoever sends back or rejects need not have filled in what an approval needs.
  checkAnswers(form?.fields ?? [], answers, decision === "APPROVED" ? "refused" : "open");
  if (screen.eFormId !== undefined) putAnswers(db, file.seq, screen.eFormId, answers);
  const isLast = task.screen === service.screens.length - 1;
  if (decision === "APPROVED" && !isLast) return { decision, status: "PENDING" };
  noteDecision(step, decision);
  return { decision, status: decision };
}

/** A code, or `{ code }` as answers have it. */
function readDecision(given: unknown, otherwise: Decision | undefined): Decision {
  if (given === undefined && otherwise !== undefined) return otherwise;
  const code = typeof given === "object" && given !== null ? (given as { code?: unknown }).code : given;
  const decision = DECISIONS.find((one) => one === code);
  if (decision === undefined) throw badRequest(`data.status: must be one of ${DECISIONS.join(", ")}`);
  return decision;
}

function noteDecision({ db, file, task, at }: Step, decision: Decision): void {
  runSql(
    db,
    "INSERT INTO decision (file, day, service, status, role, operator) VALUES (?, ?, ?, ?, ?, ?)",
    file.seq,
    at.slice(0, 10),
    file.service,
    decision,
    task.role,
    task.assignee,
  );
}
