import { say } from "../messages/talk-en.ts";
import { formatRulesSummary } from "../rules/summarize-rules.ts";
import type { PartPlan, PlanSummary } from "../summarize-plan.ts";
import { formatTable } from "./table.ts";

/** The plan as a person reads it: a row a part, the sum, the images, the links with their reasons. */
export function formatPlan(summary: PlanSummary): string {
  const rows = summary.parts.map((part) => [
    part.part,
    `${part.product} ${part.release}`,
    objectsOf(part),
    part.cpu,
    part.memory,
    part.storage,
    part.licence,
  ]);
  const { total } = summary;
  const table = formatTable(
    [
      { title: say.plan.part },
      { title: say.plan.product },
      { title: say.plan.objects, align: "right" },
      { title: "CPU", align: "right" },
      { title: say.plan.memory, align: "right" },
      { title: say.plan.storage, align: "right" },
      { title: say.plan.licence },
    ],
    [...rows, [say.plan.total, "", String(total.objects), total.cpu, total.memory, total.storage, ""]],
  );
  const images = [...new Set(summary.parts.flatMap((part) => part.images))];
  const links = summary.links.map((link) => `  ${link.from} → ${link.to} (${link.via}): ${link.reason}`);
  const exposed = (summary.exposed ?? []).map(
    ({ host, part, port, gateway }) => `  https://${host} → ${part} (${port}): ${gateway}`,
  );
  return [
    say.plan.title(summary.stack, summary.environment, summary.size),
    "",
    table,
    "",
    say.plan.images,
    ...images.map((image) => `  ${image}`),
    "",
    say.plan.links,
    ...(links.length === 0 ? [`  ${say.plan.none}`] : links),
    ...(exposed.length === 0 ? [] : ["", say.plan.exposed, ...exposed]),
    ...(summary.notBackedUp === undefined ? [] : ["", say.backup.planned(summary.notBackedUp)]),
    ...formatRulesSummary(summary.rules).map((line, index) => `${index === 0 ? "\n" : ""}${line}`),
  ].join("\n");
}

/** How many objects there are, and what is to be known of them. */
function objectsOf({ objects, remark }: PartPlan): string {
  return [
    ...(objects === 0 && remark !== "" ? [] : [String(objects)]),
    ...(remark === "" ? [] : [remark]),
  ].join(", ");
}
