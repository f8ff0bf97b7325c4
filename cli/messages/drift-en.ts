import { examples } from "./command-examples.ts";

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What `country-stack drift` says. */
export const driftTalk = {
  description:
    "say what in the cluster is not as it was applied: who changed it and when, what it breaks, and what up would do",
  examples: examples("drift country.yaml --target cluster", "drift country.yaml --target cluster --json"),
  notHere: "what runs on this machine is started anew by every up, so that nothing of it drifts",
  clusterHint: (profile: string) => `country-stack drift ${profile} --target cluster`,
  columns: ["OBJECT", "FIELD", "APPLIED", "IS", "BY", "WHEN", "MATTERS TO", "UP"],
  none: (stack: string, compared: number) =>
    `stack ${stack} is as it was applied: ${plural(compared, "object")} compared`,
  counts: (objects: number, compared: number) =>
    `${plural(objects, "object")} differ${objects === 1 ? "s" : ""}; ${compared} compared`,
  noPart: "(no part)",
  missing: "is gone",
  extra: "was not applied",
  removed: "(removed)",
  absent: "(not set)",
  unknown: "unknown",
  nothing: "-",
  rule: (id: string) => `rule ${id}`,
  checks: (part: string) => `checks of ${part}`,
  up: {
    restores: "puts it back",
    keeps: "keeps it",
    renews: "makes a new one",
    leaves: "leaves it",
    makes: "makes it again",
    "takes-in": "takes it in",
  },
  opaque: (parts: string) => `not compared: what upstream charts made for ${parts}`,
  unaided: (id: string, reason: string) =>
    `${id} was compared without the server, which would not apply it again: ${reason}`,
  extrasUnknown:
    "whether somebody added objects is not known: that takes the right to list objects in all namespaces",
  profileChanged:
    "the profile is not the one that was applied last; up would change what it changed, too: country-stack plan",
  left: (count: number) =>
    `up leaves ${count} of them: take back what others added where it was made, with kubectl edit or kubectl delete`,
} as const;
