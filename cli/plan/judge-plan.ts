import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import type { PartImage } from "../../constructs/images.ts";
import { notBackedUp } from "../../deploy/backup/part-data.ts";
import { migrationJobName } from "../../deploy/cluster/migration-job.ts";
import type { PlacedPod } from "../../deploy/cluster/node-slots.ts";
import { add, requestsOf } from "../../deploy/cluster/pod-placing.ts";
import type { ClusterRoom } from "../../deploy/cluster/read-nodes.ts";
import { wantedPods } from "../../deploy/cluster/wanted-pods.ts";
import type { Change } from "../../deploy/engine.ts";
import type { Jump } from "../../deploy/upgrade/judge-jumps.ts";
import { summarizeRules } from "../rules/summarize-rules.ts";
import { addRequests, NO_REQUESTS, requestsIn, requestsOfPart } from "./asked-requests.ts";
import type {
  ClusterPlan,
  CostEstimate,
  PlannedChange,
  PlannedUpgrade,
  Requests,
  RequestsRow,
} from "./cluster-plan.ts";
import { dataAtStake } from "./data-at-stake.ts";
import { estimateCost } from "./estimate-cost.ts";
import { judgeRoom } from "./judge-room.ts";
import { mirroredImages } from "./mirrored-images.ts";
import { openedWays } from "./opened-ways.ts";
import { plannedExemptions } from "./planned-exemptions.ts";
import type { Prices } from "./prices.ts";
import { touchedParts } from "./touched-parts.ts";

/** All that a plan is judged from. */
export interface PlanFacts {
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
  /** All of them, those that change nothing too. */
  readonly changes: readonly Change[];
  readonly images: readonly PartImage[];
  /** Undefined where this user may not see it. */
  readonly room: ClusterRoom | undefined;
  readonly prices: Prices;
  /** The parts whose data may be lost. */
  readonly allowed: readonly string[];
  readonly context?: string | undefined;
  /** The parts that go to another release. */
  readonly jumps?: readonly Jump[];
}

/** Judges what the changes of a stack mean. Pure: nothing is read and nothing changed. */
export function judgePlan(facts: PlanFacts): ClusterPlan {
  const { stack, manifests, changes, context } = facts;
  const before = appliedManifests(changes);
  const requests = requestRows(stack, before, manifests);
  return {
    stack: stack.name,
    environment: stack.environment,
    size: stack.size,
    ...(context === undefined ? {} : { context }),
    counts: countActions(changes),
    parts: touchedParts(stack, changes),
    upgrades: plannedUpgrades(stack, facts.jumps ?? []),
    data: dataAtStake(changes, facts.allowed),
    notBackedUp: notBackedUp(stack, manifests),
    requests,
    room: judgeRoom(manifests, facts.room),
    ways: openedWays(stack, before, manifests),
    exemptions: plannedExemptions(stack, before, manifests),
    rules: summarizeRules(stack, manifests),
    images: mirroredImages(
      stack,
      facts.images,
      before.map(({ object }) => object),
    ),
    cost: estimate(facts, before, requests),
    changes: changes.flatMap(describeChange),
  };
}

function plannedUpgrades({ parts }: Stack, jumps: readonly Jump[]): PlannedUpgrade[] {
  return jumps.flatMap((jump) => {
    const part = parts.find(({ name }) => name === jump.part);
    if (part === undefined) return [];
    return [{ ...jump, jobs: (part.release.migrations ?? []).map((step) => migrationJobName(part, step)) }];
  });
}

/** What was applied last, as manifests; what already left the stack is not among them. */
function appliedManifests(changes: readonly Change[]): Manifest[] {
  return changes.flatMap(({ part, id, before }) =>
    before === undefined ? [] : [{ part, id, object: before }],
  );
}

function countActions(changes: readonly Change[]): ClusterPlan["counts"] {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

/** What each part asks for before and after, those that come, go or change, and the sums of all. */
function requestRows(
  stack: Stack,
  before: readonly Manifest[],
  after: readonly Manifest[],
): ClusterPlan["requests"] {
  const old = Map.groupBy(before, ({ part }) => part);
  const names = new Set([...stack.parts.map(({ name }) => name), ...old.keys()]);
  let sums = { before: NO_REQUESTS, after: NO_REQUESTS };
  const rows = [...names].flatMap((name): RequestsRow[] => {
    const row = rowOf(
      stack,
      name,
      old.get(name)?.map(({ object }) => object),
      after,
    );
    sums = {
      before: addRequests(sums.before, row.before ?? NO_REQUESTS),
      after: addRequests(sums.after, row.after ?? NO_REQUESTS),
    };
    return JSON.stringify(row.before) === JSON.stringify(row.after) ? [] : [row];
  });
  return { parts: rows, ...sums };
}

function rowOf(
  stack: Stack,
  name: string,
  old: readonly KubeObject[] | undefined,
  manifests: readonly Manifest[],
): RequestsRow {
  const part = stack.parts.find((each) => each.name === name && each.external === undefined);
  const after = part === undefined ? undefined : requestsOfPart(stack, part, manifests);
  const was = old === undefined ? undefined : requestsIn(old);
  // What a chart makes is described by its product only; the same chart is described the same way.
  const isSame = was?.unknown === true && after?.unknown === true;
  const before = isSame ? after : was;
  return {
    part: name,
    ...(before === undefined ? {} : { before: withoutMark(before) }),
    ...(after === undefined ? {} : { after: withoutMark(after) }),
    described: was?.unknown === true || after?.unknown === true,
  };
}

function withoutMark({ pods, cpu, memory, storage }: Requests): Requests {
  return { pods, cpu, memory, storage };
}

function estimate(
  { stack, manifests, prices }: PlanFacts,
  before: readonly Manifest[],
  requests: ClusterPlan["requests"],
): CostEstimate {
  const { environment } = stack;
  const costOf = (objects: readonly Manifest[], asked: Requests) => {
    const { pods } = wantedPods(objects);
    const load = { pods: [...pods, ...describedPods(pods, asked)], storage: asked.storage, environment };
    return estimateCost(load, prices);
  };
  const now = costOf(before, requests.before);
  const then = costOf(manifests, requests.after);
  return {
    currency: prices.currency,
    source: prices.source,
    usable: prices.usable,
    ...(now === undefined ? {} : { before: now }),
    ...(then === undefined ? {} : { after: then }),
  };
}

/** What charts make by their products' description beyond the pods that are known, as pods of half a core and 1 GiB. */
function describedPods(known: readonly PlacedPod[], asked: Requests): PlacedPod[] {
  const seen = known.map(({ spec }) => requestsOf(spec)).reduce(add, { cpu: 0, memory: 0 });
  const cpu = Math.max(0, asked.cpu - seen.cpu);
  const memory = Math.max(0, asked.memory - seen.memory);
  const count = Math.ceil(Math.max(cpu / 500, memory / 2 ** 30));
  const requests = { cpu: `${Math.ceil(cpu / count)}m`, memory: String(Math.ceil(memory / count)) };
  return Array.from({ length: count }, (_, index) => ({
    name: `described-${index}`,
    namespace: "",
    labels: {},
    spec: { containers: [{ resources: { requests } }] },
  }));
}

function describeChange({ part, id, action, fields = [], holdsData }: Change): PlannedChange[] {
  if (action === "same") return [];
  const stays = action === "delete" && holdsData === true;
  return [{ part, id, action, fields, ...(stays ? { stays: true as const } : {}) }];
}
