import { formatBytes, formatCpu } from "../../constructs/quantity.ts";
import { planTalk as say } from "../messages/plan-en.ts";
import type { ClusterPlan, CostEstimate, NodeCost, Requests } from "./cluster-plan.ts";
import type { PlanParagraph } from "./plan-page.ts";

/** What the stack asks for before and after: the parts of which that changes, and the sum of all. */
export function requestsTable({ requests: { parts, before, after } }: ClusterPlan): PlanParagraph {
  const described = parts.filter((row) => row.described).map(({ part }) => part);
  const [now, then] = [phraseOf(before), phraseOf(after)];
  const rows = parts.map((row) => [row.part, ...cells(row.before), ...cells(row.after)]);
  return {
    heading: say.headings.requests,
    lines: [
      now === then ? say.requestedOnce(then) : say.requested(now, then),
      ...(described.length === 0 ? [] : [say.described(described)]),
    ],
    ...(rows.length === 0
      ? {}
      : { table: [say.requestColumns, ...rows, [say.total, ...cells(before), ...cells(after)]] }),
  };
}

function phraseOf({ pods, cpu, memory, storage }: Requests): string {
  if (pods + storage === 0) return say.requestNothing;
  return say.request(formatCpu(cpu), formatBytes(memory), formatBytes(storage));
}

function cells(requests: Requests | undefined): string[] {
  if (requests === undefined || requests.pods + requests.storage === 0)
    return [say.absent, say.absent, say.absent, say.absent];
  const { pods, cpu, memory, storage } = requests;
  return [String(pods), formatCpu(cpu), formatBytes(memory), formatBytes(storage)];
}

/** What is paid in a month, before and after, and what that is assumed from. */
export function costLines({ before, after, currency, source, usable }: CostEstimate): string[] {
  const known = [
    ...(before === undefined ? [] : [say.costBefore(amountOf(before, currency))]),
    ...(after === undefined ? [] : [say.costAfter(amountOf(after, currency))]),
  ];
  const share = `${Math.round(usable * 100)} %`;
  return [
    ...(known.length === 0 ? [say.costUnknown] : known),
    say.costSource(source),
    say.costAssumption(share),
  ];
}

function amountOf({ total, nodes, size, compute, storage }: NodeCost, currency: string): string {
  return say.cost(whole(total), currency, nodes, size, whole(compute), whole(storage));
}

function whole(amount: number): string {
  return amount.toLocaleString("en", { maximumFractionDigits: amount < 10 ? 2 : 0 });
}
