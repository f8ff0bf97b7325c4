import type { CheckContext, UseCaseContext } from "../../check.ts";
import { expectTrue } from "../../expect.ts";
import { isRunning, readInstance, start } from "../../suites/workflow/instances.ts";
import { checkContextOf } from "../check-context.ts";
import { completeLastTask, deployProcess, expectNoneUnderWay, waitForTasks } from "../officer-tasks.ts";
import type { Ways as OtherWays } from "../ways.ts";
import { TransferRefused } from "./refusal.ts";
import type { Household } from "./ways.ts";

/** What the programme asks of a household. */
export interface Conditions {
  /** Each month, in minor units. */
  readonly maximumIncomePerHead: number;
  readonly minimumDependants: number;
}

/** A process that decides who gets the transfer. */
export interface Decision {
  /** Has it decide on a household. Throws a {@link TransferRefused}. */
  begin(household: Household): Promise<void>;
  /** The officer completes its task, and it has come to its end. */
  finish(): Promise<void>;
  /** Ends what was begun. */
  stop(): Promise<void>;
  /** It decides on nobody, and no officer has a task of it. */
  expectNone(): Promise<void>;
}

const condition = (text: string) => `
    <bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:type="bpmn:tFormalExpression">\${${text}}</bpmn:conditionExpression>
  </bpmn:sequenceFlow>`;

/** The gateway leads to the officer who sees to the payment, or to the end. */
const describeConditions = ({ maximumIncomePerHead, minimumDependants }: Conditions) => `
  <bpmn:startEvent id="read"/>
  <bpmn:exclusiveGateway id="conditions" name="Is the household within the conditions?" default="conditions-enrol"/>
  <bpmn:userTask id="enrol" name="Enrol the beneficiary and see to the payment"/>
  <bpmn:endEvent id="paid" name="The household has the transfer"/>
  <bpmn:endEvent id="refused" name="The household is not eligible"/>
  <bpmn:sequenceFlow id="read-conditions" sourceRef="read" targetRef="conditions"/>
  <bpmn:sequenceFlow id="conditions-income" sourceRef="conditions" targetRef="refused">
    ${condition(`incomePerHead &gt; ${maximumIncomePerHead}`)}
  <bpmn:sequenceFlow id="conditions-dependants" sourceRef="conditions" targetRef="refused">
    ${condition(`dependants &lt; ${minimumDependants}`)}
  <bpmn:sequenceFlow id="conditions-enrol" sourceRef="conditions" targetRef="enrol"/>
  <bpmn:sequenceFlow id="enrol-paid" sourceRef="enrol" targetRef="paid"/>`;

/** Deploys a process of these conditions for the time of the story. */
export async function openDecision(
  context: UseCaseContext,
  ways: Pick<OtherWays<"deciding">, "to">,
  conditions: Conditions,
): Promise<Decision> {
  const check = checkContextOf(context, "deciding");
  const process = await context.step("deciding", "The conditions of the programme are a process", () =>
    deployProcess(check, describeConditions(conditions)),
  );
  const begun: (() => Promise<void>)[] = [];
  const deciding = ways.to("deciding", (action) => {
    begun.push(action);
    context.cleanUp(action);
  });
  let instance = "";
  return {
    begin: async (household) => {
      instance = (await start(deciding, process, factsOf(household))).id;
      await expectFor(check, instance);
    },
    finish: () => completeLastTask(check, instance, { paid: "yes" }),
    stop: async () => {
      for (const action of begun) await action();
    },
    expectNone: () => expectNoneUnderWay(check, process, "decisions"),
  };
}

const factsOf = ({ dependants, members, monthlyIncome }: Household) => ({
  incomePerHead: String(monthlyIncome / members.length),
  dependants: String(dependants),
});

async function expectFor(check: CheckContext, instance: string): Promise<void> {
  const tasks = await waitForTasks(check, instance);
  if (tasks.length > 0) return;
  const { answer, found } = await readInstance(check, instance);
  expectTrue(!isRunning(found.state), "the decision goes on, and no officer has a task of it", answer);
  throw new TransferRefused("deciding", "eligibility", "the process has ended without enrolling", answer);
}
