import { planTalk as say } from "../messages/plan-en.ts";
import { shownFields } from "./changed-fields.ts";
import { type ClusterPlan, hasChanges, type PlannedChange } from "./cluster-plan.ts";
import { type PlanParagraph, planPage } from "./plan-page.ts";

const SIGNS = { create: "+", update: "!", replace: "!", delete: "-" } as const;

/** A plan for a merge request: the page as sections, the changes folded up below it. */
export function formatMarkdown(plan: ClusterPlan, cluster: string): string {
  const title = `## ${plainText(say.title(plan.stack, plan.environment, plan.size, cluster))}`;
  if (!hasChanges(plan)) return [title, "", say.nothing].join("\n");
  return [
    title,
    ...planPage(plan).flatMap((paragraph) => ["", ...section(paragraph)]),
    "",
    `### ${say.headings.changes}`,
    "",
    "<details>",
    `<summary>${say.counts(plan.counts)}</summary>`,
    "",
    // A fence longer than any that a value may hold.
    "~~~~~~diff",
    ...plan.changes.flatMap(changeLines),
    "~~~~~~",
    "",
    "</details>",
  ].join("\n");
}

function section({ heading, lines, items = [], table, alarm }: PlanParagraph): string[] {
  const [titles = [], ...rows] = table ?? [];
  const sentences = lines.map((line, index) =>
    alarm === true && index === 0 ? `**${plainText(line)}**` : plainText(line),
  );
  return [
    `### ${heading}`,
    "",
    ...(sentences.length === 0 ? [] : [sentences.join(" "), ""]),
    ...items.map((item) => `- ${plainText(item)}`),
    ...(table === undefined
      ? []
      : [
          tableRow(titles),
          tableRow(titles.map((_, index) => (index === 0 ? "---" : "---:"))),
          ...rows.map((row) => tableRow(row.map(plainText))),
        ]),
  ].filter((line, index, all) => line !== "" || index < all.length - 1);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** What an object goes through, as `diff` highlights it. */
function changeLines(change: PlannedChange): string[] {
  const { action, id, stays } = change;
  const remark = action === "replace" ? `  (${say.anewObject})` : "";
  return [
    `${SIGNS[action]} ${id}${stays === true ? `  (${say.stays})` : remark}`,
    ...shownFields(change).flatMap(({ path, values, lines, replaces }) => [
      `    ${path}${values === "" ? "" : `: ${values}`}${replaces ? `  (${say.anew})` : ""}`,
      ...lines.map((line) => `      ${line}`),
    ]),
  ].map((line) => line.replaceAll("~~~", "~ ~ ~"));
}

/** Text that means nothing in Markdown, and no mention of anybody. */
function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, "\\$&").replaceAll("@", "@\u200b");
}
