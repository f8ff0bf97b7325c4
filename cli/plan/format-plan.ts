import type { styleText } from "node:util";
import { planTalk as say } from "../messages/plan-en.ts";
import { formatTable } from "../ui/table.ts";
import { shownFields } from "./changed-fields.ts";
import { type ClusterPlan, hasChanges, type PlannedChange } from "./cluster-plan.ts";
import { type PlanParagraph, planPage } from "./plan-page.ts";

/** How a plan is set out. */
export interface PlanStyle {
  readonly paint: (format: Parameters<typeof styleText>[0], text: string) => string;
  /** What the cluster is called. */
  readonly cluster: string;
  /** How many objects are shown at most; all without it. */
  readonly most?: number;
}

const SIGNS = { create: "+", update: "~", replace: "±", delete: "-" } as const;
const STYLES = { create: "green", update: "yellow", replace: "magenta", delete: "red" } as const;

/** A plan as a person reads it in a terminal: one page of sentences, then object by object and field by field. */
export function formatPlan(plan: ClusterPlan, style: PlanStyle): string {
  const title = say.title(plan.stack, plan.environment, plan.size, style.cluster);
  if (!hasChanges(plan)) return [title, "", say.nothing].join("\n");
  const { paint, most = plan.changes.length } = style;
  const rest = plan.changes.length - most;
  return [
    paint("bold", title),
    ...planPage(plan).flatMap((paragraph) => ["", ...formatParagraph(paragraph, style)]),
    "",
    paint("bold", say.headings.changes),
    ...plan.changes.slice(0, most).flatMap((change) => formatChange(change, style)),
    ...(rest > 0 ? [`  ${say.more(rest)}`] : []),
    say.counts(plan.counts),
  ].join("\n");
}

function formatParagraph(
  { heading, lines, items = [], table, alarm }: PlanParagraph,
  { paint }: PlanStyle,
): string[] {
  const [titles = [], ...rows] = table ?? [];
  const columns = titles.map((title, index) => ({
    title,
    align: index === 0 ? ("left" as const) : ("right" as const),
  }));
  const text = [
    ...lines,
    ...items.map((item) => `- ${item}`),
    ...(table === undefined ? [] : formatTable(columns, rows).split("\n")),
  ];
  return [
    paint("bold", heading),
    ...text.map((line, index) => `  ${alarm === true && index === 0 ? paint(["bold", "red"], line) : line}`),
  ];
}

function formatChange(change: PlannedChange, { paint }: PlanStyle): string[] {
  const { action, id, stays } = change;
  const remark = stays === true ? `  (${say.stays})` : "";
  const fields = shownFields(change).flatMap(({ path, values, lines, replaces }) => [
    `      ${path}${values === "" ? "" : `: ${values}`}${replaces ? `  (${say.anew})` : ""}`,
    ...lines.map((line) => `        ${line}`),
  ]);
  return [`  ${paint(STYLES[action], SIGNS[action])} ${id}${remark}`, ...fields];
}
