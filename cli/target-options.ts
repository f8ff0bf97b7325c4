import type { Command } from "commander";
import { say } from "./messages/talk-en.ts";

/** Where a command acts: this machine, or the cluster of the kubeconfig. */
export interface TargetFlags {
  readonly target: string;
  readonly data: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly state?: string;
  readonly localState?: true;
}

/** Adds the flags that every command with a target has; `target` is what holds without one. */
export function addTargetOptions(command: Command, target: "local" | "cluster" = "local"): Command {
  return command
    .option("--target <target>", say.target.option, target)
    .option("--data <folder>", say.dataOption, ".country-stack")
    .option("--kubeconfig <file>", say.target.kubeconfigOption)
    .option("--context <name>", say.target.contextOption)
    .option("--state <url>", say.target.stateOption)
    .option("--local-state", say.target.localStateOption);
}
