import type { CheckContext, UseCaseContext } from "../../check.ts";
import { expectTrue } from "../../expect.ts";
import { completeTask } from "../../suites/workflow/fixtures.ts";
import { propertiesOf, readInstance, start } from "../../suites/workflow/instances.ts";
import { checkContextOf } from "../check-context.ts";
import { completeLastTask, deployProcess, expectNoneUnderWay, waitForTasks } from "../officer-tasks.ts";
import { PermitRefused } from "./refusal.ts";

/** An officer reviews; what was found lets the permit be issued, or ends it. */
const REVIEW = `
  <bpmn:startEvent id="received"/>
  <bpmn:userTask id="review" name="Review the plan"/>
  <bpmn:exclusiveGateway id="finding" name="Can the plan be built?" default="finding-refused"/>
  <bpmn:userTask id="issue" name="Issue the permit once the fee is paid"/>
  <bpmn:endEvent id="issued" name="The permit is issued"/>
  <bpmn:endEvent id="refused" name="The permit is refused"/>
  <bpmn:sequenceFlow id="received-review" sourceRef="received" targetRef="review"/>
  <bpmn:sequenceFlow id="review-finding" sourceRef="review" targetRef="finding"/>
  <bpmn:sequenceFlow id="finding-issue" sourceRef="finding" targetRef="issue">
    <bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:type="bpmn:tFormalExpression">\${finding == "approved"}</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="finding-refused" sourceRef="finding" targetRef="refused"/>
  <bpmn:sequenceFlow id="issue-issued" sourceRef="issue" targetRef="issued"/>`;

/** What an officer finds. */
export type Finding = "approved" | "refused";

/** Deploys the process of the review for the time of the story, and gives its id. */
export function deployReview(context: UseCaseContext): Promise<string> {
  return deployProcess(checkContextOf(context, "reviewing"), REVIEW);
}

/** Starts the review of an application, through the mediator; gives the number of the instance. */
export async function beginReview(
  reviewing: CheckContext,
  processId: string,
  fileId: string,
): Promise<string> {
  return (await start(reviewing, processId, { application: fileId })).id;
}

/**
 * The officer completes the task of the review with what they found, and the gateway leads the instance on: to the task
 * of issuing, or to its end, which throws a {@link PermitRefused}.
 */
export async function review(context: UseCaseContext, instanceId: string, finding: Finding): Promise<void> {
  const check = checkContextOf(context, "reviewing");
  const [first] = await waitForTasks(check, instanceId);
  expectTrue(first !== undefined, "the review has no task for the officer");
  await completeTask(check, instanceId, propertiesOf({ finding }));
  const next = await waitForTasks(check, instanceId, [first]);
  if (next.length === 0) {
    const { answer } = await readInstance(check, instanceId);
    throw new PermitRefused("reviewing", "review", "the process has ended without a permit", answer);
  }
}

/** The officer completes the task of issuing, and the instance has come to its end. */
export function finishReview(context: UseCaseContext, instanceId: string): Promise<void> {
  return completeLastTask(checkContextOf(context, "reviewing"), instanceId, { issued: "yes" });
}

/** No review of this process goes on, and nobody has a task of one. */
export function expectNoReview(context: UseCaseContext, processId: string): Promise<void> {
  return expectNoneUnderWay(checkContextOf(context, "reviewing"), processId, "reviews");
}
