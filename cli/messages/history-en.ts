import { examples } from "./command-examples.ts";

/** What `country-stack history` says. */
export const historyTalk = {
  description:
    "list the last runs against a stack in a cluster: who did what, when, with which profile, and how it ended",
  examples: examples("history country.yaml --target cluster"),
  columns: ["WHEN", "WHO", "WHAT", "RESULT", "TOOK", "PROFILE", "TOOL"],
  /** A run that says it runs and has no living claim on the stack. */
  died: "died",
  current: "as now",
  notHere: "on this machine no runs are recorded; give --target cluster for those of the cluster",
  none: (stack: string) => `the cluster has no record of stack ${stack}`,
};
