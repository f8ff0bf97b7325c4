import { formatBytes, formatCpu } from "../../constructs/quantity.ts";
import { backupTalk } from "../messages/backup-en.ts";
import { planTalk as say } from "../messages/plan-en.ts";
import { type ClusterPlan, type DataAtStake, refusedLosses, type TouchedPart } from "./cluster-plan.ts";
import { costLines, requestsTable } from "./plan-figures.ts";

/** One paragraph of the page above the list of changes. */
export interface PlanParagraph {
  readonly heading: string;
  /** Sentences. */
  readonly lines: readonly string[];
  /** What belongs to the sentences, one line each. */
  readonly items?: readonly string[];
  /** A table, its titles first. */
  readonly table?: readonly (readonly string[])[];
  /** Whether somebody has to decide something before this can be done. */
  readonly alarm?: true;
}

/** How many pods without room are named; the JSON has all of them. */
const MOST = 10;

/** What a plan means, in sentences: what is touched and how, what may be lost, and what it takes. */
export function planPage(plan: ClusterPlan): PlanParagraph[] {
  const { headings } = say;
  return [
    {
      heading: headings.parts,
      lines: [say.touched(plan.parts.length)],
      items: plan.parts.map(sentenceOf),
    },
    ...upgradesParagraph(plan),
    dataParagraph(plan),
    requestsTable(plan),
    roomParagraph(plan),
    waysParagraph(plan),
    exemptionsParagraph(plan),
    imagesParagraph(plan),
    { heading: headings.cost, lines: costLines(plan.cost) },
  ];
}

function sentenceOf({ part, how, before = "", after = "", interrupted, jobs }: TouchedPart): string {
  const sentence = say.touch[how];
  const what = typeof sentence === "string" ? sentence : phrase(how, before, after);
  const isGoing = how === "new" || how === "removed";
  const clauses = [
    what,
    ...(typeof sentence === "string" && before !== after ? [say.release(before, after)] : []),
    ...(isGoing || how === "chart" || how === "operated"
      ? []
      : [interrupted ? say.interrupted : say.uninterrupted]),
    ...(jobs.length === 0 ? [] : [say.runs(jobs)]),
  ];
  return `${part} ${clauses.join("; ")}`;
}

function phrase(how: TouchedPart["how"], before: string, after: string): string {
  if (how === "removed") return say.touch.removed(before);
  return how === "new" ? say.touch.new(before, after) : say.touch.swapped(before, after);
}

function upgradesParagraph({ upgrades }: ClusterPlan): PlanParagraph[] {
  if (upgrades.length === 0) return [];
  const items = upgrades.map(({ part, product, from, to, jobs }) =>
    say.upgrade(part, product, from, to, jobs),
  );
  return [{ heading: say.headings.upgrades, lines: [say.upgrades], items }];
}

function dataParagraph(plan: ClusterPlan): PlanParagraph {
  const { data, notBackedUp } = plan;
  const heading = say.headings.data;
  const unsaved = notBackedUp.length === 0 ? [] : [backupTalk.planned(notBackedUp)];
  if (data.length === 0) return { heading, lines: [say.noData, ...unsaved] };
  const losing = data.filter(({ loses }) => loses);
  const refused = refusedLosses(plan);
  const parts = [...new Set(losing.map(({ part }) => part))];
  return {
    heading,
    lines: [losing.length === 0 ? say.safeData : say.lossOf(parts), ...unsaved],
    items: [...losing, ...data.filter(({ loses }) => !loses)].map(dataLine),
    ...(refused.length === 0 ? {} : { alarm: true as const }),
  };
}

function dataLine({ part, object, detail, fate, loses, allowed }: DataAtStake): string {
  const what = `${part}: ${object}${detail === "" ? "" : ` (${detail})`} ${say.fate[fate]}`;
  if (!loses) return what;
  return `${what}; ${allowed ? say.lossAllowed : `${say.lossRefused}: --allow-data-loss ${part}`}`;
}

function roomParagraph({ room }: ClusterPlan): PlanParagraph {
  const heading = say.headings.room;
  const uncounted = room.unexamined.length === 0 ? [] : [say.uncounted(room.unexamined)];
  if (!room.isKnown) return { heading, lines: [say.roomUnknown, ...uncounted] };
  const { pods, nodes, left, misfits } = room;
  if (misfits.length === 0) {
    const held = say.roomHeld(pods, nodes, formatCpu(left.cpu), formatBytes(Math.floor(left.memory)));
    return { heading, lines: [held, ...uncounted] };
  }
  const items = misfits
    .slice(0, MOST)
    .map(({ pod, cpu, memory, why }) =>
      say.noRoom(
        pod,
        formatCpu(cpu),
        formatBytes(memory),
        why.map(({ reason, nodes: count, detail }) => say.obstacle(reason, count, detail)).join("; "),
      ),
    );
  const more = misfits.length > MOST ? [say.more(misfits.length - MOST)] : [];
  const lines = [say.roomNot(misfits.length, pods, nodes), ...uncounted];
  return { heading, lines, items: [...items, ...more], alarm: true };
}

function waysParagraph({ ways: { direct, egress, exposed } }: ClusterPlan): PlanParagraph {
  const items = [
    ...direct.map(({ from, to, port, reason }) => say.direct(from, to, port, reason)),
    ...egress.map(({ part, address, ports }) => say.egress(part, address, ports)),
    ...exposed.map(({ host, part }) => say.exposed(host, part)),
  ];
  const heading = say.headings.ways;
  return items.length === 0 ? { heading, lines: [say.noWays] } : { heading, lines: [], items };
}

function exemptionsParagraph({ exemptions, rules: { opaque } }: ClusterPlan): PlanParagraph {
  const fresh = exemptions.filter(({ isNew }) => isNew);
  const unexamined = opaque.length === 0 ? [] : [say.unexaminedParts(opaque)];
  return {
    heading: say.headings.exemptions,
    lines: [
      exemptions.length === 0 ? say.noExemptions : say.exemptions(exemptions.length, fresh.length),
      ...unexamined,
    ],
    items: fresh.map(({ rule, part, workload, owner, expires = "" }) =>
      say.exemption(
        rule,
        `${part}/${workload}`,
        owner === undefined ? say.byEnvironment : say.byOwner(owner, expires),
      ),
    ),
  };
}

function imagesParagraph({ images: { registry, images, past } }: ClusterPlan): PlanParagraph {
  const heading = say.headings.images;
  if (past.length === 0)
    return {
      heading,
      lines: [registry === undefined ? say.ownOnly(images) : say.mirrored(images, registry)],
    };
  const registries = [...new Set(past.map((image) => image.registry))];
  return {
    heading,
    lines: [
      registry === undefined
        ? say.noMirror(past.length, registries)
        : say.pastMirror(past.length, images, registry),
    ],
    items: past
      .filter(({ isNew }) => isNew || registry !== undefined)
      .map(({ image, isNew }) => say.notMirrored(image, isNew)),
  };
}
