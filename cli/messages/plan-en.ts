import { examples } from "./command-examples.ts";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
const list = (words: readonly string[]): string => words.join(", ");

/** How objects are counted below a list of changes, and what each sign before them means. */
const COUNTS = {
  create: (count: number) => `${count} created`,
  update: (count: number) => `${count} updated`,
  replace: (count: number) => `${count} made anew`,
  delete: (count: number) => `${count} removed`,
  same: (count: number) => `${count} unchanged`,
} as const;

/** What a plan against a cluster says. */
export const planTalk = {
  description:
    "show what a profile adds to a cluster, and with --target cluster what up would change there and what that means",
  examples: examples(
    "plan country.yaml",
    "plan country.yaml --json",
    "plan country.yaml --target cluster                 # exit code 3 where up would change something",
    "plan country.yaml --target cluster --markdown      # for a merge request",
    "plan country.yaml --target cluster --prices offer.yaml",
  ),
  allowOption: "a part whose data may be lost; what would be lost is refused without it",
  pricesOption: "a table of prices of your own, instead of the shipped one of generic node sizes",
  markdownOption: "with --target cluster, print Markdown for a merge request",
  jsonOrMarkdown: "--json and --markdown both print to stdout; choose one",
  forCluster: (flag: string) => `${flag} is for a cluster; add --target cluster`,
  pricesUnread: (file: string, reason: string) => `${file} cannot be read: ${reason}`,
  pricesWrong: (file: string, field: string, reason: string) =>
    `${file} is no table of prices: ${field === "" ? "" : `${field}: `}${reason}`,
  pricesHint: "cli/plan/node-prices.yaml of this tool is such a table",
  allowUnknown: (part: string, stack: string) =>
    `stack ${stack} has no part ${part} whose data could be lost`,
  refused: (parts: readonly string[]) => `this plan loses data of ${list(parts)}, and nobody allowed that`,
  refusedHint: (parts: readonly string[]) =>
    `look at the plan and make a backup; then add ${parts.map((part) => `--allow-data-loss ${part}`).join(" ")}`,
  title: (stack: string, environment: string, size: string, context: string) =>
    `Plan for stack ${stack} (${environment}, size ${size}) in ${context}`,
  nothing: "Nothing to change.",
  none: "none",
  headings: {
    parts: "Parts",
    upgrades: "Upgrades",
    data: "Data",
    requests: "Resources",
    room: "Nodes",
    ways: "Network",
    exemptions: "Exemptions",
    images: "Images",
    cost: "Cost per month",
    changes: "Changes",
  },
  touched: (count: number) => `${plural(count, "part")} touched:`,
  touch: {
    new: (_part: string, after: string) => `is new: ${after}`,
    removed: (before: string) => `is removed: ${before}`,
    swapped: (before: string, after: string) => `gets another product: ${before} → ${after}`,
    recreated: "is taken away and made anew, because something changes that cannot change in place",
    restarted: "gets new pods",
    scaled: "gets another number of pods",
    chart: "gets its upstream chart changed; what that does to its pods was not examined",
    operated: "gets what its operator is told changed; what that does to its pods was not examined",
    adjusted: "has settings changed; its pods go on as they are",
  },
  release: (before: string, after: string) => `${before} → ${after}`,
  interrupted: "it does not answer meanwhile",
  uninterrupted: "it goes on answering",
  runs: (jobs: readonly string[]) =>
    `${jobs.length === 1 ? "job" : "jobs"} ${list(jobs)} ${jobs.length === 1 ? "runs" : "run"}`,
  upgrades: "Releases change; a backup of these parts is made first, unless --without-backup is given:",
  upgrade: (part: string, product: string, from: string, to: string, jobs: readonly string[]) => {
    const steps = `${jobs.length === 1 ? "job" : "jobs"} ${list(jobs)} first`;
    const what = jobs.length === 0 ? "its data stay as they are" : `it is stopped, and ${steps}`;
    return `${part}: ${product} ${from} → ${to}; ${what}`;
  },
  noData: "Nothing that is stored is touched.",
  safeData: "Nothing that is stored is lost.",
  lossOf: (parts: readonly string[]) => `DATA IS LOST, of ${list(parts)}:`,
  lossRefused: "up refuses this",
  lossAllowed: "allowed",
  fate: {
    lost: "is gone for good",
    emptied: "is made anew and empty",
    remade: "is made anew with what it holds",
    unexamined: "is left to its operator or chart, which may remove its volumes; nobody examined that",
    left: "stays in the cluster, and nothing of the stack uses it any more",
    kept: "stays as it is, of the size that it has",
    "taken-over": "stays, and the new product gets it as the old one left it",
  },
  requested: (before: string, after: string) => `The stack asks for ${before} now, and for ${after} then.`,
  requestedOnce: (after: string) => `The stack asks for ${after}.`,
  request: (cpu: string, memory: string, storage: string) =>
    `${cpu} CPU, ${memory} of memory and ${storage} of storage`,
  requestNothing: "nothing",
  requestColumns: ["PART", "PODS", "CPU", "MEMORY", "STORAGE", "THEN: PODS", "CPU", "MEMORY", "STORAGE"],
  total: "total",
  absent: "-",
  described: (parts: readonly string[]) =>
    `Of ${list(parts)}, charts or operators make more than is written here: the products' own figures count.`,
  roomUnknown: "Whether the nodes hold this is not known: this user may not list nodes and pods.",
  roomHeld: (pods: number, nodes: number, cpu: string, memory: string) =>
    `All ${plural(pods, "pod")} find room on ${plural(nodes, "node")}; ${cpu} CPU and ${memory} stay free.`,
  roomNot: (misfits: number, pods: number, nodes: number) =>
    `THE NODES DO NOT HOLD THIS: ${misfits} of ${plural(pods, "pod")} find no room on ${plural(nodes, "node")}:`,
  noRoom: (pod: string, cpu: string, memory: string, why: string) =>
    `${pod} (${cpu} CPU, ${memory})${why === "" ? "" : `: ${why}`}`,
  obstacle: (reason: string, nodes: number, detail: string): string => {
    const on = plural(nodes, "node");
    const reasons: Readonly<Record<string, string>> = {
      "not-ready": `${on} not ready`,
      cordoned: `${on} closed to new pods`,
      taint: `${on} with a taint${detail === "" ? "" : ` ${detail}`}`,
      selector: `${on} without the labels that it wants`,
      pods: `${on} with as many pods as there may be`,
      cpu: `${on} with too little CPU, ${detail} left at most`,
      memory: `${on} with too little memory, ${detail} left at most`,
      apart: `${on} with a pod that it must be apart from`,
      together: `${on} without the pod that it must be with`,
      spread: `${on} with more of its kind than others`,
    };
    return reasons[reason] ?? `${on}: ${reason}`;
  },
  uncounted: (parts: readonly string[]) =>
    `Not counted: pods that charts and operators make for ${list(parts)}.`,
  noWays: "No new direct link, no new way out of the cluster, nothing newly reached from outside.",
  direct: (from: string, to: string, port: string, reason: string) =>
    `New direct link ${from} → ${to} (${port}): ${reason}`,
  egress: (part: string, address: string, ports: string) =>
    `New way out of the cluster: ${part} → ${address === "" ? "everywhere" : address}${ports === "" ? "" : `, port ${ports}`}`,
  exposed: (host: string, part: string) => `Newly reached from outside: https://${host} → ${part}`,
  noExemptions: "No deviation from the security rules is granted.",
  exemptions: (all: number, fresh: number) =>
    `${plural(all, "deviation")} from the security rules granted, ${fresh} of them new; country-stack validate PROFILE --rules shows all.`,
  exemption: (rule: string, workload: string, by: string) => `New: ${rule} for ${workload}, granted by ${by}`,
  byEnvironment: "development itself",
  byOwner: (owner: string, expires: string) => `${owner} until ${expires}`,
  unexaminedParts: (parts: readonly string[]) =>
    `Not examined: what upstream charts and operators make for ${list(parts)}.`,
  mirrored: (images: number, registry: string) => `All ${plural(images, "image")} come from ${registry}.`,
  ownOnly: (images: number) => `${plural(images, "image")}, our own, which no public registry has.`,
  noMirror: (past: number, registries: readonly string[]) =>
    `The profile names no registry: ${plural(past, "image")} come from their makers' (${list(registries)}).`,
  pastMirror: (past: number, images: number, registry: string) =>
    `${past} of ${plural(images, "image")} do not come from ${registry}:`,
  notMirrored: (image: string, isNew: boolean) => `${image}${isNew ? " (new)" : ""}`,
  cost: (total: string, currency: string, nodes: number, size: string, compute: string, storage: string) =>
    `about ${total} ${currency} (${plural(nodes, "node")} of ${size}: ${compute}; storage: ${storage})`,
  costBefore: (text: string) => `Now ${text}.`,
  costAfter: (text: string) => `Then ${text}.`,
  costUnknown: "No node size of the table holds the largest pod.",
  costSource: (source: string) => `Prices: ${source}.`,
  costAssumption: (usable: string) =>
    `Assumed: the cheapest nodes of one size for this stack alone, of which pods may ask for ${usable}; no backups, traffic, load balancers, support or people.`,
  value: (before: string, after: string) => `${before} → ${after}`,
  noValue: "(none)",
  anew: "makes it anew",
  anewObject: "made anew",
  stays: "stays in the cluster",
  more: (count: number) => `… and ${count} more`,
  counts: (counts: Readonly<Record<keyof typeof COUNTS, number>>) =>
    list((Object.keys(COUNTS) as (keyof typeof COUNTS)[]).map((action) => COUNTS[action](counts[action]))),
} as const;
